using System.Text.RegularExpressions;
using MetricsAgent.Config;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>Which databases there are to visit, from <c>pg_database</c>.</summary>
internal sealed class DatabaseList(DatabasesConfig config)
{
    const string Sql = """
        select oid, datname::text, datistemplate
        from pg_database
        where datallowconn and datconnlimit <> -2 and has_database_privilege(oid, 'connect')
        order by oid
        """;

    readonly Regex? include = Pattern(config.Include);
    readonly Regex? exclude = Pattern(config.Exclude);
    readonly List<(uint Oid, string Name)> found = [];

    /// <summary>Those of the last reading.</summary>
    internal IReadOnlyList<(uint Oid, string Name)> Found => found;

    internal async Task ReadAsync(PostgresLink link, CancellationToken cancel)
    {
        found.Clear();
        await using var command = new NpgsqlCommand(Sql, link.Connection);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var (name, isTemplate) = (rows.Text(1), rows.GetBoolean(2));
            if ((include?.IsMatch(name) ?? !isTemplate) && !(exclude?.IsMatch(name) ?? false))
                found.Add((rows.GetFieldValue<uint>(0), name));
        }
    }

    static Regex? Pattern(string pattern) => pattern.Length == 0 ? null : new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
