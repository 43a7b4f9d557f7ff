using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>Looks at every target of a configuration, side by side.</summary>
public static class PostgresDoctor
{
    /// <returns>In the configuration's order; empty when neither it nor the environment names a target.</returns>
    public static async Task<IReadOnlyList<TargetFindings>> ExamineAsync(PostgresConfig config, Func<string, string?> environment, TimeProvider clock) =>
        config.Enabled
            ? await Task.WhenAll(PostgresPlan.Targets(config, environment).Select(target => ExamineAsync(target, config, environment, clock)))
            : [];

    static async Task<TargetFindings> ExamineAsync(PostgresTarget target, PostgresConfig config, Func<string, string?> environment, TimeProvider clock)
    {
        var endpoint = new PostgresEndpoint(target, environment, connectTimeout: config.Timeout, statementTimeout: config.Timeout / 2);
        await using var session = new PostgresSession(endpoint, new ReconnectDelay(clock, config.Interval), clock);
        using var deadline = new CancellationTokenSource(config.Timeout, clock);
        DoctorReading? reading = null;
        var failure = await session.UseAsync(
            new("doctor", config.Timeout), async (link, cancel) => reading = await StatementsFill.AddAsync(await DoctorReading.ReadAsync(link, cancel), link, cancel), deadline.Token);
        return new(
            target.Name.Length > 0 ? target.Name : endpoint.Where,
            failure is null ? Diagnosis.Of(reading!, config.Statements.Enabled) : Diagnosis.Of(failure));
    }
}
