using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The queries of one target as one prepared batch: one round trip and one implicit transaction, so that they see the same
/// moment. An error takes the whole batch with it; then the queries are run one by one to find the guilty.
/// </summary>
/// <remarks>Not with error barriers: Npgsql 10.0 then loses the results after the first failing command.</remarks>
/// <param name="once">Every connection is used for one reading: nothing is prepared, and who was left out stays so on the next.</param>
internal sealed class QueryBatch(IReadOnlyList<PlannedQuery> queries, bool once = false)
{
    PostgresLink? plannedFor;
    ServerFacts? plannedWith;
    NpgsqlBatch? prepared;

    /// <summary>Those in the prepared batch, in its order, and which of them is being read.</summary>
    PlannedQuery[] inBatch = [];
    int reading;

    /// <summary>Whether none is left out for a reason.</summary>
    internal bool IsComplete => queries.All(query => query.IsRead || query.Quarantine is null);

    /// <summary>Reads every query that works; for <see cref="PostgresSession.UseAsync"/>.</summary>
    internal async Task ReadAsync(PostgresLink link, CancellationToken cancel)
    {
        foreach (var query in queries)
            query.IsRead = false;
        if ((!once && !ReferenceEquals(plannedFor, link)) || plannedWith != link.Server)
            Plan(link);
        foreach (var query in queries)
        {
            if (query.IsDue && await ReadAloneAsync(query, query.Sql!, query.Query.ReadAsync, link, cancel))
                prepared = null;
        }

        try
        {
            if (await ReadTogetherAsync(link, cancel))
                return;
            // A standby that was promoted keeps its connections.
            await link.ProbeAgainAsync(cancel);
            Plan(link);
            await ReadTogetherAsync(link, cancel);
        }
        catch (PostgresException error) when (link.Connection.State == System.Data.ConnectionState.Open)
        {
            await ReadOneByOneAsync(error, link, cancel);
        }
        finally
        {
            if (once)
                prepared = null;
        }
    }

    /// <summary>Reads what the first statements ask for; mostly nothing.</summary>
    internal async Task ReadMoreAsync(PostgresLink link, CancellationToken cancel)
    {
        foreach (var query in queries)
        {
            if (query is { IsRead: true, Query.More: { } more })
                query.IsRead = await ReadAloneAsync(query, more, query.Query.ReadMoreAsync, link, cancel);
        }
    }

    /// <summary>Emits what the last call has read.</summary>
    internal void Emit(Samples samples)
    {
        foreach (var query in queries)
        {
            if (query.IsRead)
                query.Query.Emit(samples);
        }
    }

    /// <summary>Why the rest was not read, by the query's name.</summary>
    internal IEnumerable<(string Query, Failure Failure)> Failures =>
        from query in queries
        let failure = query.IsRead || query.Query.IsElsewhere ? query.Query.Missing : query.Quarantine
        where failure is not null
        select (query.Name, failure);

    void Plan(PostgresLink link)
    {
        foreach (var query in queries)
            query.Plan(link.Server);
        prepared = null;
        (plannedFor, plannedWith) = (once ? null : link, link.Server);
    }

    /// <returns>False when nothing was read, because the server's role is not the one that the plan is for.</returns>
    async Task<bool> ReadTogetherAsync(PostgresLink link, CancellationToken cancel)
    {
        reading = 0;
        prepared ??= await PrepareAsync(link, cancel);
        await using var rows = await prepared.ExecuteReaderAsync(cancel);
        await rows.ReadAsync(cancel);
        if (rows.GetBoolean(0) != link.Server.InRecovery)
            return false;
        await rows.NextResultAsync(cancel);
        while (reading < inBatch.Length)
        {
            await inBatch[reading].Query.ReadAsync(rows, cancel);
            reading++;
            await rows.NextResultAsync(cancel);
        }

        foreach (var query in inBatch)
        {
            query.IsRead = true;
            if (!query.Query.IsElsewhere)
                continue;
            query.Plan(link.Server);
            prepared = null;
        }

        return true;
    }

    async Task<NpgsqlBatch> PrepareAsync(PostgresLink link, CancellationToken cancel)
    {
        inBatch = [.. from query in queries where query.IsInBatch select query];
        var batch = new NpgsqlBatch(link.Connection);
        // First of all, and with every query out it still tells whether the server answers.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_is_in_recovery()"));
        foreach (var query in inBatch)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(query.Sql!));
        if (!once)
            await link.PrepareAsync(batch, cancel);
        return batch;
    }

    async Task ReadOneByOneAsync(PostgresException error, PostgresLink link, CancellationToken cancel)
    {
        // A plan that a change of the schema made unusable is an error too, and goes away with the plan.
        prepared = null;
        await link.RecoverAsync(cancel);
        var failure = Failure.Of(error);
        for (var i = 0; i < inBatch.Length; i++)
        {
            // What has just taken its time is not given it again.
            if (failure.Reason == Reason.Timeout && i == reading)
                inBatch[i].Fail(failure);
            else
                await ReadAloneAsync(inBatch[i], inBatch[i].Sql!, inBatch[i].Query.ReadAsync, link, cancel);
        }
    }

    static async Task<bool> ReadAloneAsync(
        PlannedQuery query, string sql, Func<NpgsqlDataReader, CancellationToken, ValueTask> read, PostgresLink link, CancellationToken cancel)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, link.Connection);
            await using var rows = await command.ExecuteReaderAsync(cancel);
            await read(rows, cancel);
            while (await rows.NextResultAsync(cancel))
            {
                // An error after the last row is one as well.
            }

            query.Succeed();
            return query.IsRead = true;
        }
        catch (PostgresException error) when (link.Connection.State == System.Data.ConnectionState.Open)
        {
            query.Fail(Failure.Of(error));
            await link.RecoverAsync(cancel);
            return false;
        }
    }
}
