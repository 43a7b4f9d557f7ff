namespace MetricsAgent.Collectors.Postgres;

/// <summary>SQL for how long ago something was.</summary>
static class Elapsed
{
    /// <summary>Seconds, never negative; null for a moment that never was, of which <c>greatest</c> alone would make 0.</summary>
    internal static string Sql(string moment) =>
        $"case when {moment} is not null then greatest(0, extract(epoch from clock_timestamp() - {moment})) end";
}
