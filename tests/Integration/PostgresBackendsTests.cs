using System.Diagnostics;
using System.Globalization;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>What backends cost the machine, against what the kernel says about them.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresBackendsTests(int major)
{
    const string Burn = "SELECT count(*) FROM generate_series(1, 3000000)";

    /// <summary>Longer than by default, for a busy machine.</summary>
    static readonly PostgresConfig Patient = new() { Timeout = TimeSpan.FromSeconds(20) };

    [Test]
    public async Task Cpu_time_and_io_are_of_the_application_that_uses_them_and_of_no_other()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE DATABASE shop");
        await using var polls = new PostgresPolls(server, config: Patient);
        await polls.PollAsync();
        await using var idle = await ConnectAsync(server, "shop", "idle");
        await using var burner = await ConnectAsync(server, "shop", "burner 7");
        await using var writer = await ConnectAsync(server, "postgres", "writer");
        await RunAsync(burner, Burn);
        await RunAsync(writer, "CREATE TABLE t AS SELECT i, repeat('x', 100) FROM generate_series(1, 100000) i");

        // Nobody works any more: all numbers stay as they are.
        var poll = await polls.PollAsync();
        Assert.That(poll.Missing, Is.Empty);
        foreach (var (session, labels) in new[] { (idle, Client("shop", "idle")), (burner, Client("shop", "burner #")), (writer, Client("postgres", "writer")) })
        {
            var (cpu, written) = (Kernel.Cpu(session.ProcessID), Kernel.Number(session.ProcessID, "io", "write_bytes:"));
            Assert.That(Cpu(poll, labels), Is.EqualTo(cpu).Within(1e-6), labels);
            Assert.That(poll[$"pg_backend_written_bytes_total{{{labels}}}"], Is.EqualTo(written), labels);
            Assert.That(poll[$"pg_backend_count{{{labels}}}"], Is.EqualTo(1), labels);
        }

        Assert.That(Cpu(poll, Client("shop", "burner #")), Is.GreaterThan(0.1).And.GreaterThan(2 * Cpu(poll, Client("shop", "idle"))));
        if (new DriveInfo(server.DataDirectory).DriveFormat != "tmpfs")
            Assert.That(poll[$"pg_backend_written_bytes_total{{{Client("postgres", "writer")}}}"], Is.GreaterThan(5 << 20));
        Assert.That(poll.Lines("pg_backend_count").Where(line => line.Contains("checkpointer", StringComparison.Ordinal)), Has.Exactly(1).EndsWith("""{datname="",application_name="",backend_type="checkpointer"} 1"""));
    }

    [Test]
    public async Task The_sum_is_what_the_server_has_used_however_short_its_sessions_live()
    {
        const int Sessions = 300;
        await using var server = await PostgresServer.StartAsync(major);
        var postmaster = await PostmasterAsync(server);
        await using var polls = new PostgresPolls(server, config: Patient);
        await polls.PollAsync();
        var (first, before) = (await polls.PollAsync(), Kernel.Tree(postmaster));

        var file = Path.Combine(server.SocketDirectory, "burn.sql");
        await File.WriteAllTextAsync(file, "SELECT count(*) FROM generate_series(1, 20000);\n");
        var bench = server.PgbenchAsync("-n", "-C", "-c", "3", "-t", $"{Sessions / 3}", "-f", file);
        while (!bench.IsCompleted)
        {
            await polls.PollAsync();
            await Task.WhenAny(bench, Task.Delay(300));
        }

        Assert.That((await bench).ExitCode, Is.Zero, (await bench).Error);
        var ended = await polls.PollUntilAsync(_ => Kernel.Children(postmaster).Length <= first.Lines("pg_backend_count").Sum(PollResult.Value));
        var (earlier, last, later) = (Kernel.Tree(postmaster), await polls.PollAsync(), Kernel.Tree(postmaster));

        var used = last.Sum("pg_backend_cpu_seconds_total") - first.Sum("pg_backend_cpu_seconds_total");
        // A tick for either mode of every process that lives: the kernel rounds.
        var ticks = 0.02 * (1 + Kernel.Children(postmaster).Length);
        Assert.That(used, Is.InRange(earlier.Cpu - before.Cpu - ticks, later.Cpu - before.Cpu + ticks + 0.05));
        Assert.That(used, Is.GreaterThan(Sessions * 0.0005));
        Assert.That(Cpu(last, """datname="",application_name="",backend_type="ended" """.TrimEnd()), Is.GreaterThan(used / 4));
        Assert.That(last.Sum("pg_backend_written_bytes_total") - first.Sum("pg_backend_written_bytes_total"), Is.InRange(earlier.Written - before.Written, later.Written - before.Written));
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the kernel has {earlier.Cpu - before.Cpu:F2} to {later.Cpu - before.Cpu:F2} s, the agent {used:F2} s, of which nobody has seen {Cpu(last, "datname=\"\",application_name=\"\",backend_type=\"ended\""):F2} s; {ended.Lines("pg_backend_count").Count()} accounts"));
    }

    [Test]
    public async Task The_memory_of_a_big_sort_is_of_who_sorts_and_shared_memory_counts_once()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Patient);
        await using var idle = await ConnectAsync(server, "postgres", "idle");
        await using var sorter = await ConnectAsync(server, "postgres", "sorter");
        await RunAsync(sorter, "SET work_mem = '200MB'; BEGIN; DECLARE c CURSOR FOR SELECT md5(i::text) FROM generate_series(1, 200000) i ORDER BY 1; FETCH 1 FROM c");

        var poll = await polls.PollAsync();
        var (sorts, idles) = (poll[$"pg_backend_anonymous_memory_bytes{{{Client("postgres", "sorter")}}}"], poll[$"pg_backend_anonymous_memory_bytes{{{Client("postgres", "idle")}}}"]);
        Assert.That(sorts, Is.EqualTo(1024 * Kernel.Number(sorter.ProcessID, "status", "RssAnon:")));
        Assert.That(sorts - idles, Is.GreaterThan(10 << 20));

        var (anonymous, shared) = (poll["pg_process_memory_bytes{memtype=\"anonymous\"}"], poll["pg_process_memory_bytes{memtype=\"shared\"}"]);
        Assert.That(anonymous, Is.GreaterThan(poll.Sum("pg_backend_anonymous_memory_bytes") - 1).And.LessThan(poll.Sum("pg_backend_anonymous_memory_bytes") + (64 << 20)));
        // The buffers of the tests' servers, and what else the server shares.
        Assert.That(shared, Is.GreaterThan(100_000).And.LessThan(poll["pg_settings_shared_buffers_bytes"] + (64 << 20)));
    }

    [Test]
    public async Task Parallel_workers_are_of_their_leaders_database_and_application()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE DATABASE shop");
        await server.ExecuteAsync("""
            CREATE TABLE t AS SELECT i FROM generate_series(1, 100000) i;
            CREATE FUNCTION burn(int) RETURNS int LANGUAGE plpgsql PARALLEL SAFE AS
                'BEGIN FOR i IN 1..20000000 LOOP IF i > $1 * 1000 AND i > 1000000 THEN PERFORM pg_sleep(0.001); END IF; END LOOP; RETURN 1; END';
            """, "shop");
        await using var polls = new PostgresPolls(server, config: Patient);
        await polls.PollAsync();
        await using var leader = await ConnectAsync(server, "shop", "report");
        await RunAsync(leader, "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2");
        var query = RunAsync(leader, "SELECT sum(burn(i)) FROM t");

        const string Workers = """datname="shop",application_name="report",backend_type="parallel worker" """;
        var poll = await polls.PollUntilAsync(poll => Cpu(poll, Workers.TrimEnd()) > 0.1);
        Assert.That(poll[$"pg_backend_count{{{Workers.TrimEnd()}}}"], Is.EqualTo(2));
        await server.ExecuteAsync($"SELECT pg_cancel_backend({leader.ProcessID})");
        Assert.That(async () => await query, Throws.InstanceOf<PostgresException>());
    }

    [Test]
    public async Task A_server_that_is_started_again_makes_no_counter_fall_and_counts_from_its_start()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Patient);
        await polls.PollAsync();
        await using (var burner = await ConnectAsync(server, "postgres", "burner"))
            await RunAsync(burner, Burn);
        var before = await polls.PollAsync();

        await server.StopAsync();
        Assert.That((await polls.PollAsync()).Has("pg_backend_count"), Is.False);
        await server.StartAgainAsync();
        var after = await polls.PollUntilAsync(poll => poll.Has("pg_backend_count"));
        foreach (var line in before.Lines("pg_backend_").Where(line => line.Contains("_total{", StringComparison.Ordinal)))
            Assert.That(after[line[..line.LastIndexOf(' ')]], Is.GreaterThanOrEqualTo(PollResult.Value(line)), line);
        var started = Kernel.Tree(await PostmasterAsync(server)).Cpu;
        Assert.That(after.Sum("pg_backend_cpu_seconds_total") - before.Sum("pg_backend_cpu_seconds_total"), Is.InRange(0, started + 0.5));
    }

    [Test]
    public async Task Five_hundred_backends_are_all_found()
    {
        const int Many = 500;
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { MaxConnections = Many + 20 });
        await using var polls = new PostgresPolls(server, config: Patient);
        var crowd = new List<NpgsqlConnection>();
        try
        {
            for (var i = 0; i < Many; i++)
                crowd.Add(await ConnectAsync(server, "postgres", $"worker-{i}"));
            var poll = await polls.PollUntilAsync(poll => poll[$"pg_backend_count{{{Client("postgres", "worker-#")}}}"] == Many);
            Assert.That(poll.Sum("pg_backend_count"), Is.EqualTo(Kernel.Children(await PostmasterAsync(server)).Length + 1).Within(2), "a process can start or end meanwhile");

            await using var without = new PostgresPolls(server, config: Patient with { Disable = ["backends"] });
            var took = await server.ScalarAsync<double>("SELECT mean_exec_time FROM pg_stat_statements WHERE query LIKE '%client_port%'");
            var (with, less) = (await CpuOfPollAsync(polls), await CpuOfPollAsync(without));
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{with:F1} ms of CPU a poll, {less:F1} without; {took:F2} ms of the server's time"));
        }
        finally
        {
            foreach (var session in crowd)
                await session.DisposeAsync();
        }
    }

    [Test]
    public async Task Another_user_than_the_servers_sees_all_but_its_io()
    {
        await using var server = await PostgresServer.StartAsync(major);
        using var directory = new TemporaryDirectory("stranger");
        var config = directory.Write("agent.yaml", $"collectors: {{postgres: {{targets: [{{dsn: '{server.Dsn()}'}}]}}}}\n");
        // One that is neither root nor the user that the tests' servers run as. Tests that are not root are the servers' user themselves.
        string[] stranger = Environment.IsPrivilegedProcess ? ["--reuid", "65533", "--regid", "65533", "--clear-groups", "--"] : ["--"];
        File.SetUnixFileMode(directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var metrics = await Command.RunAsync("setpriv", [.. stranger, .. AgentProcess.Program, "metrics", "postgres", "--config", config]);

        Assert.That(metrics.Output, Does.Contain("pg_backend_count{datname=\"\",application_name=\"\",backend_type=\"checkpointer\"} 1"), metrics.Error);
        Assert.That(metrics.Output, Does.Contain("pg_backend_cpu_seconds_total{").And.Contain("pg_process_memory_bytes{memtype=\"anonymous\"}"));
        Assert.That(metrics.Output.Contains("pg_backend_written_bytes_total{", StringComparison.Ordinal), Is.EqualTo(!Environment.IsPrivilegedProcess));
        Assert.That(metrics.Error.Contains("io of the server's processes cannot be read", StringComparison.Ordinal), Is.EqualTo(Environment.IsPrivilegedProcess), metrics.Error);
    }

    [Test]
    public async Task Where_the_servers_processes_are_not_seen_there_is_a_reason_and_nothing_else()
    {
        await using var server = await PostgresServer.StartAsync(major);
        using var elsewhere = new TemporaryDirectory("procfs");
        await using var polls = new PostgresPolls(server, config: Patient, node: new() { Procfs = elsewhere.Path });
        for (var i = 0; i < 3; i++)
        {
            var poll = await polls.PollAsync();
            Assert.That(poll.Missing.Select(missing => (missing.Part, missing.Reason)), Is.EqualTo(new[] { ("backends", Reason.NotFound) }));
            Assert.That(poll.Lines("pg_backend").Concat(poll.Lines("pg_process_memory")), Is.Empty);
            Assert.That((poll.Up, poll["pg_exporter_last_scrape_error"]), Is.EqualTo((1.0, 0.0)));
        }

        Assert.That(await server.ScalarAsync<long>("SELECT calls FROM pg_stat_statements WHERE query LIKE '%client_port%pg_stat_get_activity%' AND query NOT LIKE '%calls%'"), Is.EqualTo(1), "asked once, not in every poll");
    }

    [Test]
    public async Task Through_a_pooler_the_server_is_found_too()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var bouncer = await PgBouncerServer.StartAsync(server);
        await using var polls = new PostgresPolls(new PostgresTarget { Dsn = bouncer.Dsn() }, Patient);
        await using var other = new PostgresPolls(new PostgresTarget { Dsn = bouncer.Dsn() }, Patient);
        for (var i = 0; i < 3; i++)
        {
            foreach (var poll in await Task.WhenAll(polls.PollAsync(), other.PollAsync()))
                Assert.That((poll.Missing, poll["""pg_backend_count{datname="",application_name="",backend_type="checkpointer"}"""]), Is.EqualTo((Array.Empty<object>(), 1)));
        }
    }

    static string Client(string database, string application) => $"datname=\"{database}\",application_name=\"{application}\",backend_type=\"client backend\"";

    static double Cpu(PollResult poll, string labels) => poll.Lines($"pg_backend_cpu_seconds_total{{{labels},").Sum(PollResult.Value);

    static async Task<double> CpuOfPollAsync(PostgresPolls polls)
    {
        const int Polls = 20;
        for (var i = 0; i < Polls; i++)
            await polls.PollAsync();
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        for (var i = 0; i < Polls; i++)
            await polls.PollAsync();
        self.Refresh();
        return (self.TotalProcessorTime - before).TotalMilliseconds / Polls;
    }

    static async Task<int> PostmasterAsync(PostgresServer server) =>
        int.Parse((await File.ReadAllLinesAsync(Path.Combine(server.DataDirectory, "postmaster.pid")))[0], CultureInfo.InvariantCulture);

    static async Task<NpgsqlConnection> ConnectAsync(PostgresServer server, string database, string application)
    {
        var connection = new NpgsqlConnection($"{server.ConnectionString(database: database)};Application Name={application};Command Timeout=60");
        await connection.OpenAsync();
        return connection;
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The truth, read in the plainest way.</summary>
    static class Kernel
    {
        /// <summary>In seconds, with that of the processes that it has waited for.</summary>
        internal static double Cpu(int pid)
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / 100;
        }

        internal static double Number(int pid, string file, string key) => double.Parse(
            File.ReadLines($"/proc/{pid}/{file}").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

        internal static int[] Children(int pid) =>
            [.. File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture))];

        /// <summary>Of a process, those that it has started, and those of them that have ended.</summary>
        internal static (double Cpu, double Written) Tree(int pid)
        {
            var processes = Children(pid).Append(pid).ToArray();
            return (processes.Sum(Cpu), processes.Sum(process => Number(process, "io", "write_bytes:")));
        }
    }
}
