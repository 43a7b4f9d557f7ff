using System.Globalization;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>What a session needs for a query of the user's, beyond what every session of the agent has.</summary>
static class QuerySettings
{
    /// <summary>
    /// The schemas that the role has elsewhere, which <see cref="SessionOptions"/> has hidden: as its own settings and those of the
    /// database say, else the server's default.
    /// </summary>
    const string SearchPath = """
        coalesce((
            select substr(setting, length('search_path=') + 1)
            from pg_db_role_setting, unnest(setconfig) setting
            where setting like 'search\_path=%'
            and setdatabase in (0, (select oid from pg_database where datname = current_database()))
            and setrole in (0, (select oid from pg_roles where rolname = session_user))
            order by setrole = 0, setdatabase = 0
            limit 1), '"$user", public')
        """;

    /// <param name="timeout">What the server gives the statement.</param>
    internal static async Task ApplyAsync(PostgresLink link, TimeSpan timeout, CancellationToken cancel)
    {
        // Through a pooler for the transaction that it is in, so that the next client does not find them.
        var local = link.Server.IsPooled ? "true" : "false";
        await using var command = new NpgsqlCommand(
            $"""
            select set_config('search_path', {SearchPath}, {local}), set_config('datestyle', 'ISO', {local}), set_config('intervalstyle', 'iso_8601', {local}),
                   set_config('statement_timeout', '{timeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)}', {local})
            """,
            link.Connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
