using System.Buffers;
using System.Data;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Reads all rows of <c>pg_stat_statements</c>, without their texts, and the names that go with them.</summary>
internal sealed class StatementsQuery
{
    // Never fewer rows: what an ORDER BY and a LIMIT leave out is missing from the sums.
    static string Rows(StatementsExtension extension) => $"""
        select {PackedStatements.Column(extension)}
        from {ServerFacts.Quote(extension.Schema)}.pg_stat_statements(false)
        """;

    static string Info(StatementsExtension extension) =>
        $"select dealloc, coalesce(extract(epoch from stats_reset), 0)::float8 from {ServerFacts.Quote(extension.Schema)}.pg_stat_statements_info";

    const string Names = """
        select true, oid, datname::text from pg_database
        union all
        select false, oid, rolname::text from pg_roles
        """;

    const int Chunk = 32 << 10;

    NpgsqlBatch? prepared;
    PostgresLink? preparedFor;
    StatementsExtension? preparedWith;
    PackedStatements packed = new(hasSince: false);

    /// <summary>Why the last call of <see cref="ReadAsync"/> has read nothing, or null.</summary>
    internal Failure? Missing { get; private set; }

    internal StatementsReading Reading { get; } = new();

    /// <summary>For <see cref="PostgresSession.UseAsync"/>.</summary>
    internal async Task ReadAsync(PostgresLink link, CancellationToken cancel)
    {
        // What was missing may have been mended without a new connection.
        if (Refuse(link.Server) is not null || Missing is not null)
            await link.ProbeAgainAsync(cancel);
        Missing = Refuse(link.Server);
        if (Missing is not null)
            return;

        try
        {
            await ReadViewAsync(link, link.Server.Statements!, cancel);
        }
        catch (PostgresException error) when (link.Connection.State == ConnectionState.Open)
        {
            prepared = null;
            await link.RecoverAsync(cancel);
            await link.ProbeAgainAsync(cancel);
            Missing = Refuse(link.Server) ?? Explain(error);
        }
    }

    async Task ReadViewAsync(PostgresLink link, StatementsExtension extension, CancellationToken cancel)
    {
        if (prepared is null || !ReferenceEquals(preparedFor, link) || preparedWith != extension)
        {
            prepared = Batch(link.Connection, extension);
            await link.PrepareAsync(prepared, cancel);
            (preparedFor, preparedWith, packed) = (link, extension, new(extension.Has(11)));
        }

        await using var reader = await prepared.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        Reading.StartedAt = link.Server.StartedAt;
        Reading.Databases.Clear();
        Reading.Users.Clear();
        Reading.OwnRole = 0;
        while (await reader.ReadAsync(cancel))
        {
            var (isDatabase, oid, name) = (reader.GetBoolean(0), reader.GetFieldValue<uint>(1), reader.Text(2));
            (isDatabase ? Reading.Databases : Reading.Users)[oid] = name;
            if (!isDatabase && !link.Server.IsSuperuser && name == link.Server.Role)
                Reading.OwnRole = oid;
        }

        await reader.NextResultAsync(cancel);
        (Reading.Deallocations, Reading.ResetAt) = (null, 0);
        if (extension.Has(9) && await reader.ReadAsync(cancel))
        {
            (Reading.Deallocations, Reading.ResetAt) = (reader.GetInt64(0), reader.GetDouble(1));
            await reader.NextResultAsync(cancel);
        }

        Reading.Rows = await ReadRowsAsync(reader, cancel);
        // An error after the last row is one as well.
        await reader.NextResultAsync(cancel);
    }

    async Task<ReadOnlyMemory<StatementRow>> ReadRowsAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        packed.Begin();
        await reader.ReadAsync(cancel);
        if (await reader.IsDBNullAsync(0, cancel))
            return packed.Rows;
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            await using var stream = await reader.GetStreamAsync(0, cancel);
            int read;
            for (var length = 0; (read = await stream.ReadAsync(buffer.AsMemory(length), cancel)) > 0;)
            {
                length += read;
                var used = packed.Read(buffer.AsSpan(0, length));
                length -= used;
                buffer.AsSpan(used, length).CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return packed.Rows;
    }

    static NpgsqlBatch Batch(NpgsqlConnection connection, StatementsExtension extension)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Names));
        if (extension.Has(9))
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Info(extension)));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Rows(extension)));
        return batch;
    }

    static Failure? Refuse(ServerFacts server)
    {
        if (server.Statements is null)
            return new(Reason.NotInstalled, $"pg_stat_statements is not in database {server.Database}; as a superuser, there: CREATE EXTENSION pg_stat_statements; and {Preload}");
        if (!server.Statements.Has(8))
            return new(Reason.Unsupported, $"pg_stat_statements {server.Statements.Version} is older than the server; ALTER EXTENSION pg_stat_statements UPDATE;");
        return server.ReadsAllStats
            ? null
            : new(Reason.PermissionDenied, $"the role sees no other role's statements; {server.GrantMonitor}");
    }

    const string Preload = "pg_stat_statements in shared_preload_libraries, which takes a restart";

    static Failure Explain(PostgresException error)
    {
        var failure = Failure.Of(error);
        return failure.Reason == Reason.NotInstalled ? failure with { Mend = Preload } : failure;
    }
}
