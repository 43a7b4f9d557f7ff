using MetricsAgent.Config.QueryFiles;

namespace MetricsAgent.Config.Validation;

/// <summary>Every rule about queries, whichever file they are in.</summary>
internal static class QueriesValidator
{
    public static void Check(PostgresConfig config, IReadOnlyList<LoadedQuery> queries, Surroundings around)
    {
        foreach (var query in queries)
        {
            QueryValidator.Check(query, config);
            QueryColumnsValidator.Check(query, config);
        }
        QueryNamesValidator.Check(queries, around);
    }
}
