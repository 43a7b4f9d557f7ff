using MetricsAgent.Collectors.Postgres.Backends;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres.Backends;

/// <summary>Whose the CPU time, the I/O and the memory of a server's processes are.</summary>
internal sealed class BackendProcessesTests
{
    const int Server = 700;
    const int Own = 701;
    const int Session = 702;

    static readonly BootClock Boot = BootClock.Read(TimeProvider.System);

    /// <summary>When the agent's own backend has started.</summary>
    static readonly ulong OwnStart = Boot.NowTicks - 200;

    readonly Dictionary<int, BackendRow> rows = [];
    FakeProcfs machine = new();
    BackendProcesses processes = null!;
    Postmaster server;

    [SetUp]
    public void A_server_with_the_agents_backend_and_a_session()
    {
        machine = new();
        rows.Clear();
        machine.Set(new(Server, 1, 1000) { User = 5, ReapedUser = 10_000, ReapedSystem = 100, Read = 1 << 20, AnonymousKilobytes = 1, SharedKilobytes = 50 });
        machine.Set(new(Own, Server, OwnStart));
        machine.Set(new(Session, Server, 2000) { User = 700, System = 70, Written = 4096, AnonymousKilobytes = 10, SharedKilobytes = 40 });
        Row(Own, "postgres", "metrics-agent", "client backend", OwnStart);
        Row(Session, "shop", "api", "client backend", 2000);
        processes = new(machine.Files, TimeProvider.System);
        server = new(Server, 1000, OwnStart, IsTranslated: false);
    }

    [TearDown]
    public void Dispose() => machine.Dispose();

    [Test]
    public void What_was_before_the_agent_does_not_count()
    {
        Poll();
        Assert.That(Of("shop", "api").Counters, Is.EqualTo(default(ProcessCounters)));
        machine.Set(machine[Session] with { User = 710, System = 73, MajorFaults = 2, Read = 8192, Written = 5096 });
        Poll();
        Assert.That(Of("shop", "api").Counters, Is.EqualTo(new ProcessCounters(10, 3, 0, 2, 8192, 1000, 0, 0)));
        Assert.That(Ended, Is.EqualTo(default(ProcessCounters)));
        machine.End(Session);
        Poll();
        Assert.That((Ended, Of("shop", "api").Counters.UserTicks), Is.EqualTo((default(ProcessCounters), 10)));
    }

    [Test]
    public void What_a_session_does_after_the_last_poll_that_sees_it_is_of_the_ended()
    {
        Poll();
        machine.Set(machine[Session] with { User = 710 });
        Poll();
        machine.Set(machine[Session] with { User = 725, System = 71, MajorFaults = 1, Read = 10, Written = 4100 });
        machine.End(Session);
        Poll();
        Assert.That(Of("shop", "api").Counters.UserTicks, Is.EqualTo(10));
        Assert.That(Ended, Is.EqualTo(new ProcessCounters(15, 1, 0, 1, 10, 4, 0, 0)));
        Assert.That(Of("shop", "api").Processes, Is.Zero);
    }

    [Test]
    public void Sessions_that_no_poll_sees_are_of_the_ended()
    {
        Poll();
        for (var pid = 1000; pid < 1500; pid++)
        {
            machine.Set(new(pid, Server, OwnStart + 10) { User = 3, System = 1, Written = 100 });
            machine.End(pid);
        }

        Poll();
        Assert.That(Ended, Is.EqualTo(new ProcessCounters(1500, 500, 0, 0, 0, 50_000, 0, 0)));
    }

    [Test]
    public void A_session_that_came_after_the_agent_counts_from_its_start_as_soon_as_the_server_tells_whose_it_is()
    {
        Poll();
        var start = Later;
        machine.Set(new(800, Server, start) { User = 40 });
        Poll();
        Assert.That(All.Sum(account => (double)account.Counters.UserTicks) + Ended.UserTicks, Is.Zero);
        Row(800, "shop", "job", "client backend", start);
        Poll();
        Assert.That(Of("shop", "job").Counters.UserTicks, Is.EqualTo(40));
    }

    [Test]
    public void A_process_that_the_server_never_tells_of_is_other_from_its_second_poll_on()
    {
        machine.Set(new(703, Server, 1001) { User = 5 });
        Poll();
        machine.Set(machine[703] with { User = 7 });
        Poll();
        Assert.That(Of("", "", "other").Counters.UserTicks, Is.EqualTo(2), "the logger");
    }

    [Test]
    public void A_number_that_was_taken_by_a_younger_process_is_not_joined()
    {
        Poll();
        machine.End(Session);
        var start = Later;
        machine.Set(new(Session, Server, start) { User = 50 });
        Poll();
        Assert.That(Of("shop", "api").Processes, Is.Zero, "the row is of the one that has ended");
        Row(Session, "blog", "cms", "client backend", start);
        Poll();
        Assert.That((Of("blog", "cms").Counters.UserTicks, Of("shop", "api").Counters.UserTicks), Is.EqualTo((50, 0)));
    }

    [Test]
    public void Clocks_that_are_set_part_nobody_from_their_row()
    {
        // The wall's clock was an hour late when the session began, and two hours when the agent did.
        rows[Session] = rows[Session] with { Start = rows[Session].Start - TimeSpan.FromHours(1) };
        Poll();
        Assert.That(Of("shop", "api").Processes, Is.EqualTo(1));
    }

    [Test]
    public void A_process_of_another_parent_is_nobodys()
    {
        machine.Set(new(900, 1, 1500) { User = 1, AnonymousKilobytes = 1000 });
        Row(900, "shop", "elsewhere", "client backend", 1500);
        Poll();
        Assert.That(All.Select(account => account.Application), Does.Not.Contain("elsewhere"));
        Assert.That(processes.AnonymousBytes, Is.EqualTo(11 * 1024));
    }

    [Test]
    public void Numbers_of_an_inner_namespace_are_translated()
    {
        machine.Set(machine[Session] with { NamespacePids = $"{Session}\t35" });
        rows[35] = rows[Session];
        rows.Remove(Session);
        server = server with { IsTranslated = true };
        Poll();
        Assert.That(Of("shop", "api").Processes, Is.EqualTo(1));
    }

    [Test]
    public void Shared_memory_counts_once_and_huge_pages_are_of_it()
    {
        Poll();
        Assert.That((processes.AnonymousBytes, processes.SharedBytes), Is.EqualTo((11 * 1024, 50 * 1024)));
        machine.Set(machine[Session] with { HugeKilobytes = 2048, User = 701 });
        Poll();
        Assert.That((processes.AnonymousBytes, processes.SharedBytes), Is.EqualTo((11 * 1024, 2088 * 1024)));
        Assert.That(Of("shop", "api").AnonymousBytes, Is.EqualTo(10 * 1024));
    }

    [Test]
    public void A_server_that_was_started_again_counts_from_its_start_and_nothing_falls()
    {
        Poll();
        machine.Set(machine[Session] with { User = 710 });
        Poll();
        foreach (var pid in new[] { Session, Own })
            machine.End(pid);
        var start = Later;
        machine.Set(new(750, 1, start) { User = 2, ReapedUser = 30 });
        machine.Set(new(751, 750, start + 1));
        machine.Set(new(752, 750, start + 1) { User = 4 });
        rows.Clear();
        Row(752, "shop", "api", "client backend", start + 1);
        server = new(750, start, start + 1, IsTranslated: false);
        Poll();
        Assert.That((Of("shop", "api").Counters.UserTicks, Of("", "", "postmaster").Counters.UserTicks, Ended.UserTicks), Is.EqualTo((14, 2, 30)));
    }

    [Test]
    public void Another_server_that_was_there_all_the_time_does_not_bring_its_past()
    {
        Poll();
        machine.Set(new(750, 1, 1000) { User = 2, ReapedUser = 30 });
        machine.Set(new(752, 750, 1100) { User = 4 });
        Row(752, "shop", "api", "client backend", 1100);
        server = new(750, 1000, OwnStart, IsTranslated: false);
        Poll();
        Assert.That((Of("shop", "api").Counters.UserTicks, Of("", "", "postmaster").Counters.UserTicks, Ended.UserTicks), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void A_process_that_the_kernel_leaves_out_of_the_list_is_not_counted_twice()
    {
        Poll();
        machine.Set(machine[Session] with { User = 710 });
        machine.SetChildren(Server, Own);
        Poll();
        machine.SetChildren(Server, Own, Session);
        Poll();
        Assert.That((Of("shop", "api").Counters.UserTicks, Of("shop", "api").Processes), Is.EqualTo((10, 1)));
    }

    [Test]
    public void What_a_session_does_within_a_tick_is_seen_some_polls_later()
    {
        Poll();
        machine.Set(machine[Session] with { Written = 8192 });
        for (var i = 0; i < 4; i++)
            Poll();
        Assert.That(Of("shop", "api").Counters.WrittenBytes, Is.EqualTo(4096));
    }

    [Test]
    public void Kernels_that_list_no_children_are_asked_for_parents()
    {
        machine.HideChildren(Server);
        Poll();
        Assert.That(Of("shop", "api").Processes, Is.EqualTo(1));
    }

    [Test]
    public void A_server_that_is_gone_is_no_reading()
    {
        Assert.That(processes.TryRead(server with { Pid = 12345 }, rows), Is.False);
        Assert.That(processes.TryRead(server with { StartTicks = 1001 }, rows), Is.False, "its number was taken by another");
    }

    [Test]
    public void Applications_without_end_are_other()
    {
        var accounts = new BackendAccounts();
        for (var i = 0; i < BackendAccounts.Most + 1000; i++)
            accounts.Of("shop", $"a{new string('x', i)}", i % 2 == 0 ? "client backend" : "parallel worker");
        Assert.That(accounts.All, Has.Count.EqualTo(BackendAccounts.Most + 2));
        Assert.That(accounts.Of("new", "new", "client backend"), Is.SameAs(accounts.Of("newer", "newer", "client backend")));
    }

    [Test]
    public void A_poll_allocates_nothing()
    {
        for (var pid = 1000; pid < 1100; pid++)
        {
            machine.Set(new(pid, Server, 3000));
            Row(pid, "shop", $"application {pid % 7}", "client backend", 3000);
        }

        var samples = new Samples();
        for (var i = 0; i < 5; i++)
            PollAndEmit();
        Assert.That(Allocation.Of(PollAndEmit), Is.Zero);

        void PollAndEmit()
        {
            processes.TryRead(server, rows);
            BackendsQuery.Emit(samples, processes);
            samples.Clear();
        }
    }

    [Test]
    public void Everything_is_exposed_by_whose_it_is()
    {
        Poll();
        machine.Set(machine[Session] with { User = 710, System = 71, Written = 5096 });
        Poll();
        var lines = Emitted.By(samples => BackendsQuery.Emit(samples, processes));
        Assert.That(lines, Is.SupersetOf(new[]
        {
            """pg_backend_count{datname="shop",application_name="api",backend_type="client backend"} 1""",
            """pg_backend_cpu_seconds_total{datname="shop",application_name="api",backend_type="client backend",mode="user"} 0.1""",
            """pg_backend_cpu_seconds_total{datname="shop",application_name="api",backend_type="client backend",mode="system"} 0.01""",
            """pg_backend_written_bytes_total{datname="shop",application_name="api",backend_type="client backend"} 1000""",
            """pg_backend_anonymous_memory_bytes{datname="shop",application_name="api",backend_type="client backend"} 10240""",
            """pg_backend_cpu_seconds_total{datname="",application_name="",backend_type="ended",mode="user"} 0""",
            """pg_backend_count{datname="",application_name="",backend_type="postmaster"} 1""",
            """pg_process_memory_bytes{memtype="anonymous"} 11264""",
            """pg_process_memory_bytes{memtype="shared"} 51200""",
        }));
        Assert.That(lines, Has.None.Contains("""_count{datname="",application_name="",backend_type="ended"}"""));
    }

    /// <summary>After the last poll.</summary>
    static ulong Later => BootClock.Read(TimeProvider.System).NowTicks + 10;

    IEnumerable<BackendAccount> All => processes.Accounts.All;

    ProcessCounters Ended => processes.Accounts.Ended.Counters;

    BackendAccount Of(string database, string application, string type = "client backend") => processes.Accounts.Of(database, application, type);

    void Poll() => Assert.That(processes.TryRead(server, rows), Is.True);

    void Row(int pid, string database, string application, string type, ulong start) =>
        rows[pid] = new(database, application, type, Boot.At(start) + TimeSpan.FromMilliseconds(3));
}
