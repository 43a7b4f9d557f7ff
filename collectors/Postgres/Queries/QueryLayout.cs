using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>Where a result has the columns that a query names.</summary>
internal sealed class QueryLayout
{
    readonly Dictionary<string, int> ordinals = new(StringComparer.Ordinal);
    readonly uint[] types;

    internal QueryLayout(NpgsqlDataReader rows)
    {
        types = new uint[rows.FieldCount];
        for (var i = 0; i < rows.FieldCount; i++)
        {
            types[i] = rows.GetDataTypeOID(i);
            // Of two with one name the last, as postgres_exporter has it.
            ordinals[rows.GetName(i)] = i;
        }
    }

    internal IEnumerable<string> Names => ordinals.Keys;

    /// <returns>-1 where the result has no such column.</returns>
    internal int Find(string column) => ordinals.GetValueOrDefault(column, -1);

    /// <summary>The <c>oid</c> in <c>pg_type</c>.</summary>
    internal uint Type(int ordinal) => types[ordinal];
}
