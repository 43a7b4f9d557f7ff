using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>How full the table of <c>pg_stat_statements</c> is.</summary>
static class StatementsFill
{
    /// <returns>The reading, with what the extension's own functions tell, if it is there and loaded.</returns>
    internal static async Task<DoctorReading> AddAsync(DoctorReading reading, PostgresLink link, CancellationToken cancel)
    {
        if (reading is not { Server.Statements: { } extension, StatementsMax: not null })
            return reading;
        try
        {
            await using var command = new NpgsqlCommand(Sql(extension), link.Connection);
            await using var row = await command.ExecuteReaderAsync(cancel);
            await row.ReadAsync(cancel);
            return reading with { StatementsEntries = row.GetInt64(0), StatementsDiscarded = row.IsDBNull(1) ? null : row.GetInt64(1) };
        }
        catch (PostgresException) when (link.Connection.State == System.Data.ConnectionState.Open)
        {
            // Somebody took the right to call them away; the rest of the findings stands.
            await link.RecoverAsync(cancel);
            return reading;
        }
    }

    static string Sql(StatementsExtension extension)
    {
        var schema = ServerFacts.Quote(extension.Schema);
        var discarded = extension.Has(9) ? $"(select dealloc from {schema}.pg_stat_statements_info)" : "null::int8";
        return $"select count(*), {discarded} from {schema}.pg_stat_statements(false)";
    }
}
