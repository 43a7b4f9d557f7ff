using System.Data;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Reads who is active at this moment: as often as every second, so with one prepared statement and names that are kept.</summary>
internal sealed class ActiveSessionsQuery
{
    // Parallel workers are as active as the session that they work for. Grouped here: fewer rows cost both sides less.
    const string Sql = """
        select d.datname::text, a.application_name, a.wait_event_type, a.wait_event, a.sessions
        from (select datid, application_name, wait_event_type, wait_event, count(*)::int sessions
              from pg_stat_get_activity(null)
              where state in ('active', 'fastpath function call') and backend_type in ('client backend', 'parallel worker')
                    -- The agent's walk would be seen whenever both begin at the same moment.
                    and application_name <> current_setting('application_name')
              group by 1, 2, 3, 4) a
        join pg_database d on d.oid = a.datid
        """;

    readonly Utf8Map<string> names = new(name => name);
    readonly Utf8Map<string> applications = new(ApplicationName.Collapse);
    NpgsqlBatch? prepared;
    PostgresLink? preparedFor;

    /// <summary>Why the last call of <see cref="ReadAsync"/> has read nothing, or null.</summary>
    internal Failure? Missing { get; private set; }

    /// <summary>What the last call has read.</summary>
    internal List<ActiveSessions> Sample { get; } = [];

    /// <summary>For <see cref="PostgresSession.UseAsync"/>.</summary>
    internal async Task ReadAsync(PostgresLink link, CancellationToken cancel)
    {
        Missing = link.Server.UnlessMonitor("the role sees no other role's state");
        if (Missing is not null)
            return;
        try
        {
            await ReadSampleAsync(link, cancel);
        }
        catch (PostgresException error) when (link.Connection.State == ConnectionState.Open)
        {
            prepared = null;
            Missing = Failure.Of(error);
            await link.RecoverAsync(cancel);
        }
    }

    async Task ReadSampleAsync(PostgresLink link, CancellationToken cancel)
    {
        if (prepared is null || !ReferenceEquals(preparedFor, link))
        {
            (prepared, preparedFor) = (Batch(link.Connection), link);
            await link.PrepareAsync(prepared, cancel);
        }

        await using var rows = await prepared.ExecuteReaderAsync(cancel);
        Sample.Clear();
        while (await rows.ReadAsync(cancel))
            Sample.Add(new(rows.Text(0, names), rows.Text(1, applications), rows.Text(2, names), rows.Text(3, names), rows.GetInt32(4)));
        // An error after the last row is one as well.
        await rows.NextResultAsync(cancel);
    }

    static NpgsqlBatch Batch(NpgsqlConnection connection) => new(connection) { BatchCommands = { new NpgsqlBatchCommand(Sql) } };
}
