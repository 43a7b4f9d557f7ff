using System.Collections.Concurrent;
using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StatfsWorkersTests : IDisposable
{
    readonly ConcurrentDictionary<string, ManualResetEventSlim> hanging = new();
    readonly ConcurrentDictionary<string, int> asked = new();
    readonly ShiftedClock clock = new();
    readonly StatfsWorkers workers;

    public StatfsWorkersTests() => workers = new(Statfs, clock);

    [Test]
    public void Healthy_mounts_answer_on_the_first_poll()
    {
        var filesystems = Mounts(50);
        Assert.That(Ask(filesystems), Has.Length.EqualTo(50).And.All.EndWith("ok"));
    }

    [Test]
    public void A_hung_mount_is_reported_on_the_first_poll_and_the_others_have_values()
    {
        Hang("/5");
        var got = Ask(Mounts(10));
        Assert.That(got, Has.Length.EqualTo(10));
        Assert.That(got[5], Is.EqualTo("/5 mountpoint timeout"));
        Assert.That(got.Count(line => line.EndsWith("ok", StringComparison.Ordinal)), Is.EqualTo(9));
    }

    [Test]
    public void Many_hung_mounts_do_not_keep_the_healthy_ones_from_answering()
    {
        for (var i = 0; i < 12; i++)
            Hang($"/{i}");
        var got = Ask(Mounts(24));
        Assert.That(got.Count(line => line.EndsWith("mountpoint timeout", StringComparison.Ordinal)), Is.EqualTo(12));
        Assert.That(got.Count(line => line.EndsWith("ok", StringComparison.Ordinal)), Is.EqualTo(12));
    }

    [Test]
    public void A_hung_mount_is_asked_once_and_later_polls_do_not_wait_for_it()
    {
        Hang("/1");
        var filesystems = Mounts(3);
        Ask(filesystems);
        var shortest = TimeSpan.MaxValue;
        for (var i = 0; i < 10; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            Assert.That(Ask(filesystems)[1], Is.EqualTo("/1 mountpoint timeout"));
            shortest = TimeProvider.System.GetElapsedTime(start) is var took && took < shortest ? took : shortest;
        }

        Assert.That(shortest.TotalMilliseconds, Is.LessThan(60), "what a poll takes that waits");
        Assert.That(asked["/1"], Is.EqualTo(1));
        Assert.That(asked["/0"], Is.EqualTo(11));
    }

    [Test]
    public void A_mount_that_comes_back_is_healthy_again()
    {
        Hang("/1");
        var filesystems = Mounts(2);
        Ask(filesystems);
        Release("/1");
        Assert.That(() => Ask(filesystems)[1], Is.EqualTo("/1 ok").After(5000, 10));
    }

    [Test]
    public void A_mount_that_stops_answering_keeps_its_last_answer_for_five_seconds()
    {
        var filesystems = Mounts(2);
        Ask(filesystems);
        Hang("/1");
        Assert.That(Ask(filesystems)[1], Is.EqualTo("/1 ok"));
        clock.Shift += TimeSpan.FromSeconds(4);
        Assert.That(Ask(filesystems)[1], Is.EqualTo("/1 ok"));
        clock.Shift += TimeSpan.FromSeconds(2);
        Assert.That(Ask(filesystems)[1], Is.EqualTo("/1 mountpoint timeout"));
    }

    [Test]
    public void Of_a_mount_that_hangs_it_is_told_how_long_it_has_been_waited_for()
    {
        Hang("/1");
        var filesystems = Mounts(2);
        Ask(filesystems);
        clock.Shift += TimeSpan.FromHours(1);
        var answers = new List<FilesystemReading>();
        workers.Ask(filesystems, answers);
        Assert.That(answers[0].Duration, Is.GreaterThanOrEqualTo(TimeSpan.Zero).And.LessThan(TimeSpan.FromHours(1)));
        Assert.That(answers[1].Duration, Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)));
        Release("/1");
        Assert.That(() => Ask(filesystems)[1], Is.EqualTo("/1 ok").After(5000, 10));
    }

    [Test]
    public void A_mount_that_is_merely_slow_answers_one_poll_late()
    {
        var filesystems = Mounts(1);
        hanging["/0"] = new();
        Assert.That(Ask(filesystems)[0], Is.EqualTo("/0 mountpoint timeout"));
        Release("/0");
        hanging["/0"] = new();
        Assert.That(() => Ask(filesystems)[0], Is.EqualTo("/0 ok").After(5000, 10), "the answer to the first question, while the second waits");
    }

    [Test]
    public void Of_a_slow_mount_the_duration_is_that_of_the_call_that_answered()
    {
        var filesystems = Mounts(1);
        var answers = new List<FilesystemReading>();
        hanging["/0"] = new();
        workers.Ask(filesystems, answers);
        clock.Shift += TimeSpan.FromSeconds(3);
        Release("/0");
        hanging["/0"] = new();
        Assert.That(() => Ask(filesystems)[0], Is.EqualTo("/0 ok").After(5000, 10));
        Assert.That(() => asked["/0"], Is.EqualTo(2).After(5000, 10), "the next call is under way");
        workers.Ask(filesystems, answers);
        Assert.That(answers[0].Duration, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(3)));

        clock.Shift += TimeSpan.FromSeconds(4);
        workers.Ask(filesystems, answers);
        Assert.That(answers[0].Duration, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(4)), "the next call has taken longer already");
    }

    [Test]
    public void Who_polls_once_waits_for_a_slow_mount()
    {
        hanging["/1"] = new();
        var filesystems = Mounts(3);
        var patient = new StatfsWorkers(Statfs, clock, TimeSpan.FromSeconds(20));
        using var later = new Timer(_ => Release("/1"), null, 300, Timeout.Infinite);
        Assert.That(Ask(filesystems, patient), Is.EqualTo(["/0 ok", "/1 ok", "/2 ok"]));
    }

    [Test]
    public void Who_polls_once_does_not_wait_for_ever()
    {
        Hang("/1");
        var patient = new StatfsWorkers(Statfs, clock, TimeSpan.FromMilliseconds(300));
        Assert.That(Ask(Mounts(3), patient), Is.EqualTo(["/0 ok", "/1 mountpoint timeout", "/2 ok"]));
    }

    [Test]
    public void The_same_mount_keeps_its_question_when_others_come_and_go_and_a_new_one_does_not()
    {
        Hang("/0");
        var before = Mounts(1)[0];
        Ask([before]);
        var same = Mounts(1)[0].Continue(before);
        Ask([same]);
        Assert.That(asked["/0"], Is.EqualTo(1));

        var remounted = Mount("/0", id: "other").Continue(before);
        Release("/0");
        Assert.That(() => Ask([remounted])[0], Is.EqualTo("/0 ok").After(5000, 10));
    }

    [Test]
    public void After_the_first_poll_asking_allocates_nothing()
    {
        var filesystems = Mounts(20);
        var answers = new List<FilesystemReading>();
        for (var i = 0; i < 15; i++)
            workers.Ask(filesystems, answers);

        // On a busy machine a poll may find its thread late and start another: not in all of them.
        Assert.That(Allocation.Of(() => workers.Ask(filesystems, answers)), Is.Zero);
    }

    public void Dispose()
    {
        foreach (var gate in hanging.Values)
            gate.Set();
    }

    string[] Ask(List<Filesystem> filesystems) => Ask(filesystems, workers);

    static string[] Ask(List<Filesystem> filesystems, StatfsWorkers workers)
    {
        var answers = new List<FilesystemReading>();
        workers.Ask(filesystems, answers);
        return [.. answers.Select(answer => $"{answer.Filesystem.MountPoint} {(answer.Statfs.Error.Length > 0 ? answer.Statfs.Error : "ok")}")];
    }

    StatfsReading Statfs(ReadOnlySpan<byte> path)
    {
        var name = Encoding.UTF8.GetString(path[..^1]);
        asked.AddOrUpdate(name, 1, (_, count) => count + 1);
        if (hanging.TryGetValue(name, out var gate))
            gate.Wait();
        return new(1, 1, 1, 1, 1);
    }

    void Hang(string mountPoint) => hanging[mountPoint] = new();

    void Release(string mountPoint)
    {
        hanging.TryRemove(mountPoint, out var gate);
        gate!.Set();
    }

    static List<Filesystem> Mounts(int count) => [.. Enumerable.Range(0, count).Select(i => Mount($"/{i}"))];

    static Filesystem Mount(string mountPoint, string id = "1") =>
        new(new(id, "8", "1", Encoding.UTF8.GetBytes(mountPoint), "device", "ext4", IsReadOnly: false), mountPoint, Encoding.UTF8.GetBytes($"{mountPoint}\0"));

    /// <summary>The real clock, ahead by a shift.</summary>
    sealed class ShiftedClock : TimeProvider
    {
        internal TimeSpan Shift { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => TimeProvider.System.GetElapsedTime(0).Ticks + Shift.Ticks;
    }
}
