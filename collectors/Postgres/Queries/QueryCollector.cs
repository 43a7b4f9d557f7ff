using System.Data;
using System.Text.RegularExpressions;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>SQL from the configuration: each row is a label set, each of its numbers a sample.</summary>
/// <param name="visits">Of the target; with the first connection it has nothing to do.</param>
internal sealed class QueryCollector(
    QueryConfig query, QueryReading reading, PostgresVisits visits, PostgresEndpoint endpoint, TimeProvider clock) : ICollector, IAsyncDisposable
{
    internal static readonly FamilySet Families = new("the SQL of `collectors.postgres.queries`");

    static readonly FamilyPattern Metric = Families.Pattern(
        "<query>_<column>", FamilyKind.Untyped, "As the configuration says: kind, labels and help of a column; with `scope: database` the label `datname` too.");

    /// <summary>A statement that is wrong costs the server a line in its log each time.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    const string Databases = """
        select datname from pg_database
        where datallowconn and not datistemplate and has_database_privilege(oid, 'connect')
        order by datname
        """;

    readonly ReconnectDelay pause = new(clock, LongestPause);
    readonly Regex wanted = new(query.Databases, RegexOptions.NonBacktracking);

    readonly ConnectionUser visitor = new($"the query '{query.Name}'", query.Timeout);

    /// <summary>What a server last had against the statement.</summary>
    Failure? wrong;

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var failure = pause.Pending() ?? await ReadAsync(samples, cancel);
        if (failure is null)
            reading.Emit(samples, endpoint.Where);
        else
            samples.Unavailable(failure.Reason, failure.Detail);
    }

    public ValueTask DisposeAsync() => visits.DisposeAsync();

    async ValueTask<Failure?> ReadAsync(Samples samples, CancellationToken cancel)
    {
        reading.Begin();
        var failure = query.Scope == QueryScope.Cluster ? await RunAsync("", cancel) : await WalkAsync(samples, cancel);
        if (failure is null)
            pause.Succeeded();
        else if (failure == wrong)
            pause.Failed(failure);
        return failure;
    }

    /// <returns>Why there is nothing from any database, or null.</returns>
    async ValueTask<Failure?> WalkAsync(Samples samples, CancellationToken cancel)
    {
        var databases = new List<string>();
        var failure = await VisitAsync("", (link, token) => ListAsync(link, databases, token), cancel);
        if (failure is not null)
            return failure;

        var failed = 0;
        foreach (var database in databases)
        {
            if (await RunAsync(database, cancel) is not { } there)
                continue;
            failure ??= there;
            failed++;
        }

        if (failure is null || failed == databases.Count)
            return failure;
        samples.Unavailable("databases", failure.Reason, $"{failed} of {databases.Count} databases, the first: {failure.Detail}");
        return null;
    }

    async Task ListAsync(PostgresLink link, List<string> databases, CancellationToken cancel)
    {
        databases.Clear();
        await using var command = new NpgsqlCommand(Databases, link.Connection);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            if (rows.Text(0) is var name && wanted.IsMatch(name))
                databases.Add(name);
        }
    }

    async ValueTask<Failure?> RunAsync(string database, CancellationToken cancel)
    {
        Failure? answer = null;
        var before = reading.Count;
        var failure = await VisitAsync(database, async (link, token) => answer = await ExecuteAsync(link, database, before, token), cancel);
        if (failure is not null)
            reading.Return(before);
        return failure ?? (wrong = answer);
    }

    ValueTask<Failure?> VisitAsync(string database, Func<PostgresLink, CancellationToken, Task> work, CancellationToken cancel) =>
        visits.VisitAsync(visitor, database, work, cancel, stay: true);

    /// <returns>What the server has against the statement, or null.</returns>
    async Task<Failure?> ExecuteAsync(PostgresLink link, string database, QueryCount before, CancellationToken cancel)
    {
        reading.Return(before);
        if (!query.RunsOnVersion(link.Server.Version))
            return new(Reason.Unsupported, $"not for PostgreSQL {link.Server.Version / 10_000} ({string.Join(", ", Versions())})");
        try
        {
            await QuerySettings.ApplyAsync(link, query.Timeout, cancel);
            // As texts, because they are of types that this program need not know.
            await using var command = new NpgsqlCommand(query.Sql, link.Connection) { AllResultTypesAreUnknown = true };
            await using var rows = await command.ExecuteReaderAsync(cancel);
            await reading.ReadAsync(rows, database, cancel);
            while (await rows.NextResultAsync(cancel))
            {
                // An error after the last row is one as well.
            }

            return null;
        }
        catch (PostgresException error) when (link.Connection.State == ConnectionState.Open)
        {
            reading.Return(before);
            await link.RecoverAsync(cancel);
            var failure = Failure.Of(error);
            // A table that is not there is a mistake here, where for the agent's own statements it is another kind of server.
            return failure with { Reason = failure.Reason == Reason.NotFound ? Reason.Error : failure.Reason, What = $"{(database.Length > 0 ? $"{database}: " : "")}{failure.What}{Place(error)}" };
        }
    }

    /// <summary>What the configuration says about the servers that it is for.</summary>
    IEnumerable<string> Versions()
    {
        if (query.MinVersion > 0)
            yield return $"min_version {query.MinVersion}";
        if (query.MaxVersion > 0)
            yield return $"max_version {query.MaxVersion}";
        if (query.Runonserver.Length > 0)
            yield return $"runonserver {query.Runonserver}";
    }

    /// <summary>Where in the SQL, counted from 1.</summary>
    string Place(PostgresException error)
    {
        if (error.Position <= 0 || error.Position > query.Sql.Length)
            return "";
        var before = query.Sql.AsSpan(0, error.Position - 1);
        return $" (line {before.Count('\n') + 1} of the SQL, column {before.Length - before.LastIndexOf('\n')})";
    }
}
