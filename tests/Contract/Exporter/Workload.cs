using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>Sessions that do something of everything for as long as this lives, in a database that nobody watches from.</summary>
internal sealed class Workload : IAsyncDisposable
{
    /// <summary>As repmgr calls them.</summary>
    internal const string Slot = "repmgr_slot_7";

    const string Database = "shop";

    readonly List<NpgsqlConnection> sessions = [];

    /// <summary>A server with a role for those who watch it, slots, and tables that autovacuum has to do with for long.</summary>
    internal static async Task<PostgresServer> StartAsync(int major)
    {
        var server = await PostgresServer.StartAsync(major, new()
        {
            Settings = new Dictionary<string, string>
            {
                ["wal_level"] = "logical",
                ["max_prepared_transactions"] = "4",
                ["max_slot_wal_keep_size"] = "64MB",
                ["autovacuum_naptime"] = "1s",
            },
        });
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN CONNECTION LIMIT 20 IN ROLE pg_monitor; CREATE EXTENSION pg_buffercache");
        await server.ExecuteAsync($"CREATE DATABASE {Database} CONNECTION LIMIT 50");
        await server.ExecuteAsync($"SELECT pg_create_physical_replication_slot('{Slot}', true)");
        // The exporter sees the tables of its own database only.
        await server.ExecuteAsync("""
            CREATE TABLE customers (id int PRIMARY KEY, name text);
            CREATE INDEX customers_by_name ON customers (name);
            INSERT INTO customers SELECT i, repeat('x', 100) FROM generate_series(1, 2000) i;
            DELETE FROM customers WHERE id % 3 = 0
            """);
        await server.ExecuteAsync("VACUUM ANALYZE customers");
        // Before the slot: to the changes that it reads, a later one does not exist.
        await server.ExecuteAsync("CREATE PUBLICATION everything", Database);
        await server.ExecuteAsync("SELECT pg_create_logical_replication_slot('left', 'pgoutput')", Database);
        return server;
    }

    /// <summary>Returns when autovacuum is at work.</summary>
    internal static async Task<Workload> BeginAsync(PostgresServer server)
    {
        var work = new Workload();
        await server.ExecuteAsync("""
            CREATE TABLE orders (id int PRIMARY KEY, state text)
                WITH (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
            INSERT INTO orders SELECT i, repeat('x', 500) FROM generate_series(1, 20000) i;
            DELETE FROM orders WHERE id % 2 = 0;
            CREATE TABLE stock (id int PRIMARY KEY, amount int);
            INSERT INTO stock SELECT i, 100 FROM generate_series(1, 1000) i
            """, Database);
        await work.SessionAsync(server, "holder", "BEGIN; UPDATE stock SET amount = 99 WHERE id = 1; LOCK TABLE stock IN SHARE ROW EXCLUSIVE MODE");
        await work.SessionAsync(server, "idle", "SELECT count(*) FROM stock");
        await work.SessionAsync(server, "preparer", "BEGIN; INSERT INTO orders VALUES (0, 'new'); PREPARE TRANSACTION 'forgotten'");
        await server.ExecuteAsync($"CREATE SUBSCRIPTION reader CONNECTION '{server.Dsn(database: Database)}' PUBLICATION everything WITH (create_slot = false, slot_name = 'left')");
        await UntilAsync(server, "exists (SELECT FROM pg_stat_progress_vacuum)");
        await UntilAsync(server, "bool_and(active) FROM pg_replication_slots");
        return work;
    }

    internal static async Task UntilAsync(PostgresServer server, string condition)
    {
        for (var attempt = 0; !await server.ScalarAsync<bool>($"SELECT {condition}"); attempt++)
        {
            Assert.That(attempt, Is.LessThan(200), $"still not: {condition}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions)
            await session.DisposeAsync();
    }

    async Task SessionAsync(PostgresServer server, string application, string sql)
    {
        var session = new NpgsqlConnection($"{server.ConnectionString(database: Database)};Application Name={application}");
        sessions.Add(session);
        await session.OpenAsync();
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }
}
