using MetricsAgent.Collectors.Postgres.Databases;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>Sequences of one database whose values the role may not see.</summary>
/// <param name="Schemas">Quoted, separated by commas; so are <paramref name="Owners"/>.</param>
internal sealed record SequencesReading(string Database, int Unreadable, string Schemas, string Owners)
{
    const string Sql = $"""
        {SequencesQuery.Finite}
        select count(*)::int, string_agg(distinct quote_ident(nspname), ', '), string_agg(distinct quote_ident(pg_get_userbyid(relowner)), ', ')
        from finite
        where not readable
        """;

    /// <summary>Why the database could not be visited, or null.</summary>
    internal Failure? Failure { get; init; }

    internal static async Task<SequencesReading> ReadAsync(string database, PostgresLink link, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Sql, link.Connection);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new(database, row.GetInt32(0), row.Text(1), row.Text(2));
    }
}
