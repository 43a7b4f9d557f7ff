using System.Globalization;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;

namespace MetricsAgent.Tests.Unit.Collectors.Self;

internal sealed class SelfCollectorsTests
{
    [Test]
    public void The_agent_tells_how_every_collector_fares()
    {
        var samples = new Samples();
        AgentCollector.Emit(samples, new("0.1.0", "43f33a1", "10.0.1", "x64"),
        [
            new("node.cpu", "", true, TimeSpan.FromMilliseconds(3), DateTimeOffset.UnixEpoch.AddSeconds(1000.5), [], 0, 0),
            new("postgres", "main", true, TimeSpan.FromMilliseconds(20), DateTimeOffset.UnixEpoch.AddSeconds(1000), [new("statements", Reason.NotInstalled, "")], 5, 1),
            new("postgres", "replica", false, TimeSpan.FromSeconds(5), null, [new("", Reason.Timeout, "")], 0, 0),
            new("probe.http", "api", null, TimeSpan.Zero, null, [], 0, 0),
        ]);

        Golden.Golden.Check("SelfAgent", Exposed.Text(samples));
    }

    [Test]
    public void Probes_tell_how_late_they_come_once_there_are_some()
    {
        Assert.That(Text(default), Is.Empty);
        Assert.That(Text(new(150, 120, TimeSpan.FromSeconds(2400.5))).Split('\n').Where(line => !line.StartsWith('#')), Is.EqualTo([
            "agent_probe_late_polls_total 120",
            "agent_probe_polls_total 150",
            "agent_probe_wait_seconds_total 2400.5",
            "",
        ]));

        static string Text(TurnReading turns)
        {
            var samples = new Samples();
            ProbePollsCollector.Emit(samples, turns);
            return Exposed.Text(samples);
        }
    }

    [Test]
    public void Version_and_revision_come_from_the_assembly()
    {
        Check("0.1.0+43f33a1", "0.1.0", "43f33a1");
        Check("0.1.0-rc.1", "0.1.0-rc.1", "");

        static void Check(string informational, string version, string revision)
        {
            var build = AgentBuild.Of(informational);
            Assert.That((build.Version, build.Revision), Is.EqualTo((version, revision)));
        }
    }

    [Test]
    public async Task The_process_finds_itself()
    {
        var numbers = Numbers(await Exposed.Text(new ProcessCollector()));

        Assert.That(numbers.Keys, Is.EquivalentTo(ProcessCollector.Families.Select(family => family.Name)));
        Assert.That(numbers["process_start_time_seconds"], Is.EqualTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).Within(3600));
        Assert.That(numbers["process_resident_memory_bytes"], Is.EqualTo(Environment.WorkingSet).Within(30).Percent);
        Assert.That(numbers["process_open_fds"], Is.LessThanOrEqualTo(numbers["process_max_fds"]));
    }

    [Test]
    public void Open_files_are_counted_the_same_with_and_without_the_kernels_help()
    {
        Assert.That(OpenFiles.Walk(), Is.Positive);
        if (OpenFiles.DirectorySize() is > 0 and var count)
            Assert.That(count, Is.EqualTo(OpenFiles.Walk()).Within(20));
    }

    [Test]
    public async Task The_runtime_fills_every_family_that_it_declares()
    {
        using var runtime = new RuntimeCollector();
        Assert.That(() => throw new InvalidOperationException(), Throws.InvalidOperationException);

        var numbers = Numbers(await Exposed.Text(runtime));

        Assert.That(numbers.Keys.Select(series => series.Split('{')[0]).Distinct(), Is.EquivalentTo(RuntimeCollector.Families.Select(family => family.Name)));
        Assert.That(numbers["dotnet_exceptions_total{error_type=\"InvalidOperationException\"}"], Is.GreaterThanOrEqualTo(1));
        Assert.That(numbers["dotnet_gc_heap_total_allocated_bytes_total"], Is.Positive);
        Assert.That(numbers, Contains.Key("dotnet_gc_last_collection_heap_size_bytes{gc_heap_generation=\"loh\"}"));
    }

    static Dictionary<string, double> Numbers(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line[0] != '#')
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));
}
