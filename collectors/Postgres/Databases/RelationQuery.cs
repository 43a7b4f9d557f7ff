using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// A statement that selects <c>oid</c>, the root's <c>oid</c>, the labels after <c>datname</c> as text and then the columns, for every
/// relation of a database: the top are shown by themselves.
/// </summary>
internal abstract class RelationQuery(DatabaseScope scope, RelationColumn[] columns, int labels) : IPostgresQuery
{
    readonly TopRelations top = new(columns, scope.Config.Top);
    readonly double[] values = new double[columns.Length];
    readonly long began = scope.Clock.GetTimestamp();

    /// <summary>All others: no relation has an empty schema.</summary>
    readonly string[] other = [scope.Name, "", .. Enumerable.Repeat("other", labels - 1)];

    protected DatabaseScope Scope => scope;

    public string? Sql(ServerFacts server)
    {
        // It is asked for when something about the server has changed.
        top.Rebase();
        return Select(server, ViewColumn.Select(columns.Select(column => column.Column), server));
    }

    public virtual Failure? Refuse(ServerFacts server) => null;

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        top.Begin();
        while (await rows.ReadAsync(cancel))
            Read(rows);
        top.End(scope.Clock.GetElapsedTime(began));
    }

    public void Emit(Samples samples) => top.Emit(samples, other);

    /// <param name="numbers">The columns.</param>
    protected abstract string? Select(ServerFacts server, string numbers);

    void Read(NpgsqlDataReader rows)
    {
        var oid = rows.GetFieldValue<uint>(0);
        var root = top.Root(oid, rows.GetFieldValue<uint>(1));
        if (root.Labels.Length == 0)
            root.Labels = [scope.Name, .. Enumerable.Repeat("", labels)];
        for (var i = 0; i < labels; i++)
            root.Labels[i + 1] = rows.Text(i + 2, root.Labels[i + 1]);
        for (var i = 0; i < values.Length; i++)
            values[i] = rows.IsDBNull(labels + i + 2) ? double.NaN : rows.GetDouble(labels + i + 2);
        top.Count(oid, values);
    }
}
