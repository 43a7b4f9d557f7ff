using System.Runtime.InteropServices;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>Real files of every sort that a directory can have.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class TextfileCollectorTests : IDisposable
{
    readonly TemporaryDirectory directory = new("textfile");

    public void Dispose() => directory.Dispose();

    [Test]
    public void Without_a_directory_there_is_nothing_and_no_error() =>
        Assert.That(Emitted.By(Collector([])), Is.EqualTo(["node_textfile_scrape_error 0"]));

    [Test]
    public void Files_pass_with_the_time_at_which_they_were_written()
    {
        var path = Write("a.prom", "# TYPE a gauge\na 1\n");
        Write("a.txt", "b 1\n");
        Write("a.prom.tmp", "c 1\n");
        Assert.That(Emitted.By(Collector([directory.Path])), Is.EqualTo(["a 1", $"node_textfile_mtime_seconds{{file=\"{path}\"}} 1800000000", "node_textfile_scrape_error 0"]));
    }

    [Test]
    public void One_bad_file_leaves_the_others_and_has_no_time()
    {
        var good = Write("good.prom", "a 1\n");
        Write("bad.prom", "b 1\nnonsense here\n");
        Assert.That(Emitted.By(Collector([directory.Path])), Is.EqualTo(
            ["a 1", "b 1", $"node_textfile_mtime_seconds{{file=\"{good}\"}} 1800000000", "node_textfile_scrape_error 1", "missing lines malformed"]));
    }

    [Test]
    [CancelAfter(20_000)]
    public void What_is_no_regular_file_is_told_and_never_waited_for(CancellationToken cancel)
    {
        var good = Write("z.prom", "a 1\n");
        Assert.That(MakeFifo(directory.File("fifo.prom"), 0x1A4), Is.Zero);
        Directory.CreateDirectory(directory.File("directory.prom"));
        File.CreateSymbolicLink(directory.File("device.prom"), "/dev/zero");
        File.CreateSymbolicLink(directory.File("dangling.prom"), directory.File("nosuch"));
        File.CreateSymbolicLink(directory.File("loop.prom"), directory.File("loop.prom"));
        File.CreateSymbolicLink(directory.File("link.prom"), Write("target", "b 1\n"));

        Assert.That(Emitted.By(Collector([directory.Path])), Is.EqualTo((string[])
        [
            "a 1", "b 1", $"node_textfile_mtime_seconds{{file=\"{directory.File("link.prom")}\"}} 1800000000", $"node_textfile_mtime_seconds{{file=\"{good}\"}} 1800000000",
            "node_textfile_scrape_error 1", "missing files not_found", "missing files unsupported", "missing files error",
        ]));
    }

    [Test]
    public void A_file_that_is_too_large_is_told()
    {
        Write("a.prom", new string('\n', (4 << 20) + 1));
        Write("b.prom", new string('\n', (4 << 20) - 4) + "b 1\n");
        Assert.That(Emitted.By(Collector([directory.Path])), Does.Contain("b 1").And.Contain("missing files limit_reached").And.Contain("node_textfile_scrape_error 1"));
    }

    [Test]
    public void A_file_of_too_many_series_is_told_and_takes_nothing_from_the_others()
    {
        static string Series(string name, int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"{name}{{i=\"{i}\"}} 1\n"));
        var first = Write("1.prom", "a 1\n");
        Write("2-big.prom", Series("b", 100));
        var last = Write("3.prom", Series("c", 92));
        Write("4.prom", "d 1\n");
        var collector = Collector([directory.Path], TimeSpan.FromDays(2), DateTimeOffset.UnixEpoch.AddSeconds(1_800_000_001), maxSeries: 102);
        var samples = new Samples(102);
        collector.CollectAsync(samples, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Assert.That(samples.DroppedOverBudget, Is.Zero);
        var snapshot = samples.Freeze(TimeProvider.System.GetTimestamp());
        var lines = Exposed.Text(snapshot).Split('\n').Where(line => !line.StartsWith('#')).ToArray();
        Assert.That(lines, Has.Some.EqualTo("a 1").And.None.StartsWith("b").And.Exactly(92).StartsWith("c{").And.None.StartsWith("d"));
        Assert.That(lines, Is.SupersetOf(new[]
        {
            $"node_textfile_mtime_seconds{{file=\"{first}\"}} 1800000000", $"node_textfile_mtime_seconds{{file=\"{last}\"}} 1800000000", "node_textfile_scrape_error 1",
            $"node_textfile_stale{{file=\"{directory.File("2-big.prom")}\"}} 0", $"node_textfile_stale{{file=\"{directory.File("4.prom")}\"}} 0",
        }));
        Assert.That(snapshot.Missing.Single().Detail, Does.Match("2-big.prom: left out, because its 100 series .*; .*4.prom: left out, because its 1 series"));
    }

    [Test]
    public void A_directory_that_is_not_there_is_an_error_and_a_pattern_finds_those_that_are()
    {
        Directory.CreateDirectory(directory.File("x"));
        Write("x/a.prom", "a 1\n");
        Assert.That(Emitted.By(Collector([directory.File("nosuch")])), Is.EqualTo(["node_textfile_scrape_error 1", "missing directories not_found"]));
        Assert.That(Emitted.By(Collector([directory.File("nosuch"), directory.File("*")])), Does.Contain("a 1"));
        Assert.That(Emitted.By(Collector([""])), Is.EqualTo(["node_textfile_scrape_error 1", "missing directories error"]));
    }

    [Test]
    public void Too_old_files_are_left_out_and_told_while_their_age_is_still_shown()
    {
        var old = Write("old.prom", "a 1\n");
        var fresh = Write("new.prom", "b 1\n");
        File.SetLastWriteTimeUtc(fresh, DateTime.UnixEpoch.AddSeconds(1_800_003_000));
        var now = DateTimeOffset.UnixEpoch.AddSeconds(1_800_003_601);

        Assert.That(Emitted.By(Collector([directory.Path], TimeSpan.FromHours(1), now)), Is.EqualTo((string[])
        [
            "b 1", $"node_textfile_mtime_seconds{{file=\"{fresh}\"}} 1800003000", $"node_textfile_mtime_seconds{{file=\"{old}\"}} 1800000000", "node_textfile_scrape_error 0",
            $"node_textfile_stale{{file=\"{fresh}\"}} 0", $"node_textfile_stale{{file=\"{old}\"}} 1", "missing max_age timeout",
        ]));
    }

    [Test]
    public void An_age_is_told_as_it_was_configured()
    {
        Write("old.prom", "a 1\n");
        var samples = new Samples();
        Collector([directory.Path], TimeSpan.FromDays(2), DateTimeOffset.UnixEpoch.AddDays(40_000)).CollectAsync(samples, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Assert.That(samples.Freeze(0).Missing.Single().Detail, Is.EqualTo($"left out, because not written for 2d: {directory.File("old.prom")}"));
    }

    [Test]
    public void Names_of_the_agents_own_are_refused()
    {
        Write("a.prom", "node_load1 1\nnode_memory_MemTotal_bytes 1\nnode_textfile_scrape_error 7\npg_up 1\nnode_mine 1\n");
        Assert.That(Emitted.By(Collector([directory.Path])), Is.EqualTo(["node_mine 1", "node_textfile_scrape_error 1", "missing names unsupported"]));
    }

    [Test]
    public async Task A_file_that_is_replaced_by_rename_is_always_read_whole()
    {
        using var stop = new CancellationTokenSource();
        Replace(0);
        var writer = Task.Run(() =>
        {
            for (var round = 1; !stop.IsCancellationRequested; round++)
                Replace(round);
        });
        var collector = Collector([directory.Path]);
        for (var poll = 0; poll < 200; poll++)
        {
            var lines = Emitted.By(collector);
            Assert.That(lines, Does.Contain("node_textfile_scrape_error 0"));
            var values = lines.Where(line => line.StartsWith("a{", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToArray();
            Assert.That(values, Has.Length.EqualTo(500).And.All.EqualTo(values[0]));
        }

        await stop.CancelAsync();
        await writer;

        void Replace(int round)
        {
            File.WriteAllText(directory.File("a.tmp"), string.Concat(Enumerable.Range(0, 500).Select(i => $"a{{i=\"{i}\"}} {round}\n")));
            File.Move(directory.File("a.tmp"), directory.File("a.prom"), overwrite: true);
        }
    }

    static TextfileCollector Collector(string[] directories, TimeSpan maxAge = default, DateTimeOffset now = default, int maxSeries = 10_000) =>
        new(new(new() { MaxSeries = maxSeries, Textfile = new() { Directories = directories, MaxAge = maxAge } }), new At(now), (name, _) => Catalogue.IsOwn(name));

    string Write(string name, string text)
    {
        var path = directory.Write(name, text);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(1_800_000_000.9));
        return path;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
