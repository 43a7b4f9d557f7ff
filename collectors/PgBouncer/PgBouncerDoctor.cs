using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Collectors.Postgres.Doctor;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>Looks whether every admin console of a configuration lets the agent in.</summary>
public static class PgBouncerDoctor
{
    /// <returns>In the configuration's order.</returns>
    public static async Task<IReadOnlyList<TargetFindings>> ExamineAsync(PgBouncerConfig config, Func<string, string?> environment, TimeProvider clock) =>
        config.Enabled ? await Task.WhenAll(config.Targets.Select(target => ExamineAsync(target, config, environment, clock))) : [];

    static async Task<TargetFindings> ExamineAsync(PgBouncerTarget target, PgBouncerConfig config, Func<string, string?> environment, TimeProvider clock)
    {
        var endpoint = new PostgresEndpoint(target, environment, connectTimeout: config.Timeout, statementTimeout: config.Timeout);
        await using var session = new ConsoleSession(endpoint, new ReconnectDelay(clock, config.Interval));
        using var deadline = new CancellationTokenSource(config.Timeout, clock);
        var failure = await session.UseAsync((_, _) => Task.CompletedTask, deadline.Token);
        return new(
            target.Name.Length > 0 ? target.Name : endpoint.Where,
            failure is null ? [Finding.Ok("console", "PgBouncer lets the agent look")] : [new(FindingState.Error, "console", failure.What, failure.Mend)]);
    }
}
