using MetricsAgent.Collectors.Postgres.Databases;
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
        var databases = new DatabaseList(config.Databases);
        var failure = await session.UseAsync(new("doctor", config.Timeout), ReadAsync, deadline.Token);
        return new(
            target.Name.Length > 0 ? target.Name : endpoint.Where,
            failure is null
                ? [.. Diagnosis.Of(reading!, config.Statements.Enabled), .. SequencesDiagnosis.Of(reading!.Server.Role, await SequencesAsync(databases, config, endpoint, clock))]
                : Diagnosis.Of(failure));

        async Task ReadAsync(PostgresLink link, CancellationToken cancel)
        {
            reading = await StatementsFill.AddAsync(await DoctorReading.ReadAsync(link, cancel), link, cancel);
            if (config.Databases.Enabled && config.Wants("sequences", isOptIn: false))
                await databases.ReadAsync(link, cancel);
        }
    }

    static async Task<IReadOnlyList<SequencesReading>> SequencesAsync(DatabaseList databases, PostgresConfig config, PostgresEndpoint endpoint, TimeProvider clock)
    {
        await using var visits = new PostgresVisits(endpoint, clock);
        using var deadline = new CancellationTokenSource(config.Databases.Timeout, clock);
        var readings = new List<SequencesReading>();
        foreach (var (_, name) in databases.Found)
        {
            SequencesReading? reading = null;
            var failure = await visits.VisitAsync(
                new("doctor", config.Databases.Timeout), name, async (link, cancel) => reading = await SequencesReading.ReadAsync(name, link, cancel), deadline.Token);
            readings.Add(reading ?? new(name, 0, "", "") { Failure = failure });
        }

        return readings;
    }
}
