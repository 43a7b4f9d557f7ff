using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Tables of a real server, against what its views say.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresTablesTests(int major)
{
    const string Walk = "postgres.databases";

    [Test]
    public async Task Numbers_are_those_of_the_views()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create database shop");
        await server.ExecuteAsync("""
            create table orders (id int primary key, note text);
            insert into orders select g, repeat('x', 4000) || g from generate_series(1, 1000) g;
            update orders set note = 'y' where id <= 10;
            delete from orders where id > 990;
            """, "shop");
        await server.ExecuteAsync("vacuum analyze orders", "shop");
        await server.ExecuteAsync("select sum(id) from orders", "shop");
        await using var polls = new PostgresPolls(server);

        var poll = await polls.PollUntilAsync(poll => poll[Series("pg_stat_user_tables_n_tup_del", "orders")] == 10 && poll[Series("pg_stat_user_tables_vacuum_count", "orders")] == 1, Walk);
        Assert.That(poll.Missing, Is.Empty);
        foreach (var column in new[] { "seq_scan", "seq_tup_read", "idx_scan", "idx_tup_fetch", "n_tup_ins", "n_tup_upd", "n_tup_del", "n_tup_hot_upd", "n_live_tup", "n_dead_tup", "n_mod_since_analyze", "n_ins_since_vacuum", "vacuum_count", "autovacuum_count", "analyze_count", "autoanalyze_count" })
            Assert.That(poll[Series($"pg_stat_user_tables_{column}", "orders")], Is.EqualTo(await ValueAsync(server, $"{column}", "pg_stat_user_tables")), column);
        foreach (var column in new[] { "heap", "idx", "toast", "tidx" })
            Assert.That(poll[Series($"pg_statio_user_tables_{column}_blocks_hit", "orders")], Is.EqualTo(await ValueAsync(server, $"{column}_blks_hit", "pg_statio_user_tables")), column);
        Assert.That(poll[Series("pg_stat_user_tables_last_vacuum", "orders")], Is.EqualTo(await ValueAsync(server, "extract(epoch from last_vacuum)", "pg_stat_user_tables")).Within(0.001));
        Assert.That(poll[Series("pg_stat_user_tables_last_autovacuum", "orders")], Is.Zero);
        Assert.That(poll[Series("pg_stat_user_tables_table_size_bytes", "orders")], Is.EqualTo(await ValueAsync(server, "pg_table_size(relid)", "pg_stat_user_tables")));
        Assert.That(poll[Series("pg_stat_user_tables_index_size_bytes", "orders")], Is.EqualTo(await ValueAsync(server, "pg_indexes_size(relid)", "pg_stat_user_tables")));
        Assert.That(poll.Lines("pg_stat_user_tables_seq_scan{datname=\"postgres\""), Is.Empty, "no tables there");
    }

    static string Series(string family, string table) => $"{family}{{datname=\"shop\",schemaname=\"public\",relname=\"{table}\"}}";

    static async Task<double> ValueAsync(PostgresServer server, string column, string view) =>
        await server.ScalarAsync<double>($"select ({column})::float8 from {view} where relname = 'orders'", "shop");
}
