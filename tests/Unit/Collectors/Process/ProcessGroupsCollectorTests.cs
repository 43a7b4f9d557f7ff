using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Process;

/// <summary>Groups of real processes.</summary>
internal sealed class ProcessGroupsCollectorTests
{
    [Test]
    public async Task Sleepers_are_counted_until_they_end()
    {
        await using var programs = new Programs();
        var name = Programs.NewName();
        var collector = Collector(new ProcessGroupConfig { Name = "sleepers", Comm = name });
        Assert.That(Value(collector, "num_procs", "sleepers"), Is.Zero);

        programs.Start(name, "/bin/sleep", "60");
        var second = programs.Start(name, "/bin/sleep", "60");
        Eventually(() => Value(collector, "num_procs", "sleepers") == 2);
        var lines = Emitted.By(collector);
        Assert.That(Value(lines, "num_threads", "sleepers"), Is.EqualTo(2));
        Assert.That(Value(lines, "states", "sleepers", "state=\"Sleeping\""), Is.EqualTo(2));
        Assert.That(Value(lines, "memory_bytes", "sleepers", "memtype=\"resident\""), Is.GreaterThan(100_000));
        Assert.That(Value(lines, "open_filedesc", "sleepers"), Is.GreaterThanOrEqualTo(6));
        Assert.That(Value(lines, "worst_fd_ratio", "sleepers"), Is.InRange(0.0000001, 0.9));
        Assert.That(Value(lines, "minor_page_faults_total", "sleepers"), Is.Positive, "both came after the agent");
        Assert.That(Value(lines, "oldest_start_time_seconds", "sleepers"), Is.EqualTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).Within(120));

        var faults = Value(lines, "minor_page_faults_total", "sleepers");
        await second.StopAsync(UnixSignal.Kill, TimeSpan.FromSeconds(10));
        lines = Emitted.By(collector);
        Assert.That(Value(lines, "num_procs", "sleepers"), Is.EqualTo(1));
        Assert.That(Value(lines, "minor_page_faults_total", "sleepers"), Is.EqualTo(faults), "what it had stays");
    }

    [Test]
    public async Task A_name_that_is_longer_than_the_kernel_keeps_takes_its_process()
    {
        await using var programs = new Programs();
        var name = Programs.NewName() + "-that-is-longer";
        var collector = Collector(new ProcessGroupConfig { Name = "long", Comm = name });
        programs.Start(name, "/bin/sleep", "60");
        Eventually(() => Value(collector, "num_procs", "long") == 1);
    }

    [Test]
    public void Whoever_listens_on_a_port_is_found_when_it_begins_to_listen()
    {
        var port = FreePort.Next();
        var collector = Collector(new ProcessGroupConfig { Name = "api", Port = port, Children = false });
        Emitted.By(collector);
        Assert.That(Value(collector, "num_procs", "api"), Is.Zero);
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Assert.That(Value(collector, "num_procs", "api"), Is.EqualTo(1), "it is this very process");
        listener.Stop();
        Assert.That(Value(collector, "num_procs", "api"), Is.Zero);
    }

    [Test]
    public async Task Children_belong_to_the_group_of_their_parent_unless_they_have_their_own()
    {
        await using var programs = new Programs();
        var parent = Programs.NewName();
        var collector = Collector(
            new ProcessGroupConfig { Name = "parent", Comm = parent },
            new ProcessGroupConfig { Name = "alone", Comm = parent, Children = false });
        programs.Start(parent, "/bin/bash", "-c", "sleep 20 >/dev/null 2>&1 & sleep 21 >/dev/null 2>&1 & wait");
        Eventually(() => Value(collector, "num_procs", "parent") == 3);
        Assert.That(Value(collector, "num_procs", "alone"), Is.Zero, "a process is in the first group that takes it");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Ten_thousand_short_children_cost_little_and_their_counters_only_go_up(CancellationToken cancel)
    {
        await using var programs = new Programs();
        var name = Programs.NewName();
        var collector = Collector(new ProcessGroupConfig { Name = "forks", Comm = name });
        Emitted.By(collector);
        var forks = programs.Start(name, "/bin/bash", "-c", "for ((i = 0; i < 10000; i++)); do ( : ); done");
        var ended = forks.WaitForExitAsync(TimeSpan.FromSeconds(100));
        double cpu = 0;
        var (polls, longest) = (0, TimeSpan.Zero);
        while (!ended.IsCompleted && !cancel.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            var lines = Emitted.By(collector);
            longest = Stopwatch.GetElapsedTime(started) is var took && took > longest ? took : longest;
            polls++;
            var now = Value(lines, "cpu_seconds_total", "forks", "mode=\"system\"") + Value(lines, "cpu_seconds_total", "forks", "mode=\"user\"");
            Assert.That(now, Is.GreaterThanOrEqualTo(cpu));
            Assert.That(lines, Has.None.StartsWith("missing"));
            cpu = now;
            await Task.Delay(50, cancel);
        }

        Assert.That(await ended, Is.Zero);
        Assert.That(cpu, Is.Positive, "at least the parent is seen");
        Assert.That(longest, Is.LessThan(TimeSpan.FromSeconds(5)));
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{polls} polls, the longest took {longest.TotalMilliseconds:F1} ms; {cpu} s of CPU seen"));
    }

    [Test]
    public void Five_thousand_processes_are_looked_at_once_and_then_only_listed()
    {
        using var machine = new TemporaryDirectory("procfs");
        for (var pid = 1; pid <= 5000; pid++)
        {
            var process = Directory.CreateDirectory(Path.Join(machine.Path, pid.ToString(CultureInfo.InvariantCulture))).FullName;
            File.WriteAllText(Path.Join(process, "stat"), $"{pid} ({(pid % 500 == 0 ? "postgres" : "other")}) S 1 1 1 0 -1 0 1 0 1 0 {pid} 1 0 0 20 0 1 0 {pid} 4096 1 0\n");
            File.WriteAllText(Path.Join(process, "status"), "RssAnon: 1 kB\nRssShmem: 2 kB\n");
        }

        var files = new NodeFiles(new NodeConfig { Procfs = machine.Path });
        var collector = new ProcessGroupsCollector(new() { Groups = [new() { Name = "db", Comm = "postgres" }] }, files);
        var samples = new Metrics.Samples();
        var took = new List<double>();
        for (var poll = 0; poll < 22; poll++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            collector.CollectAsync(samples, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            samples.Clear();
            if (poll == 21)
                TestContext.Out.WriteLine($"{GC.GetAllocatedBytesForCurrentThread() - allocated} bytes allocated in the last poll");
        }

        var steady = took[2..].Order().ElementAt(10);
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first {took[0]:F1} ms, second {took[1]:F1} ms, then {steady:F1} ms at the median"));
        Assert.That(steady, Is.LessThan(took[0]).And.LessThan(500));
        Assert.That(Value(collector, "num_procs", "db"), Is.EqualTo(10));
        Assert.That(Value(Emitted.By(collector), "memory_once_bytes", "db", "memtype=\"anonymous\""), Is.EqualTo(10 * 1024));
        Assert.That(Value(Emitted.By(collector), "memory_once_bytes", "db", "memtype=\"shared\""), Is.EqualTo(2 * 1024));
    }

    [Test]
    public void Where_procfs_hides_processes_nobody_is_counted_as_none()
    {
        using var machine = new TemporaryDirectory("procfs");
        var process = Directory.CreateDirectory(Path.Join(machine.Path, "5")).FullName;
        File.WriteAllText(Path.Join(process, "stat"), "5 (mine) S 1 1 1 0 -1 0 1 0 1 0 5 1 0 0 20 0 1 0 5 4096 1 0\n");
        File.WriteAllText(Path.Join(process, "status"), "RssAnon: 1 kB\n");
        var collector = new ProcessGroupsCollector(
            new() { Groups = [new() { Name = "mine", Comm = "mine" }, new() { Name = "theirs", Comm = "theirs" }] }, new NodeFiles(new NodeConfig { Procfs = machine.Path }));
        var lines = Emitted.By(collector);
        Assert.That(Value(lines, "num_procs", "mine"), Is.EqualTo(1));
        Assert.That(lines, Has.None.Contains("theirs").And.Contains("missing processes permission_denied"));
    }

    static ProcessGroupsCollector Collector(params ProcessGroupConfig[] groups) => new(new() { Groups = groups }, new NodeFiles(new()));

    static double Value(ProcessGroupsCollector collector, string name, string group) => Value(Emitted.By(collector), name, group);

    static double Value(string[] lines, string name, string group, string label = "") =>
        double.Parse(lines.Single(line => line.StartsWith($"namedprocess_namegroup_{name}{{groupname=\"{group}\"", StringComparison.Ordinal)
            && line.Contains(label, StringComparison.Ordinal)).Split("} ")[1], CultureInfo.InvariantCulture);

    static void Eventually(Func<bool> isSo) => Assert.That(isSo, Is.True.After(10_000, 50));
}
