using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class MdstatTests
{
    static readonly MdArray Whole = new("md0", MdState.Active) { Active = 2, Required = 2, Blocks = 1000, BlocksSynced = 1000 };

    [Test]
    public void An_array_is_read_in_the_format_of_every_kernel()
    {
        Check("raid1 sdb1[1] sda1[0]", "1000 blocks super 1.2 [2/2] [UU]", "", Whole);
        Check("raid1 hdc1[1] hda1[0]", "1000 blocks [2/2] [UU]", "", Whole);
        Check("(auto-read-only) raid1 sdb1[1] sda1[0]", "1000 blocks super 1.2 [2/2] [UU]", "", Whole);
        Check("raid5 sdb1[1] sda1[0]", "1000 blocks super 1.2 level 5, 64k chunk, algorithm 2 [2/2] [UU]", "bitmap: 0/1 pages [0KB], 65536KB chunk", Whole);
        Check("raid10 sdb1[1] sda1[0]", "1000 blocks super 1.2 512K chunks 2 near-copies [2/2] [UU]", "", Whole);
        Check("raid0 sdb1[1] sda1[0]", "1000 blocks super 1.2 512k chunks", "", Whole);
        Check("linear sdb1[1] sda1[0]", "1000 blocks super 1.2 0k rounding", "", Whole);
    }

    [Test]
    public void Disks_that_failed_or_wait_are_counted() =>
        Check("raid1 sdc1[2](S) sdb1[1] sda1[0](F)", "1000 blocks super 1.2 [2/1] [_U]", "", Whole with { Active = 1, Failed = 1, Spare = 1 });

    [Test]
    public void An_array_at_work_tells_how_far_it_is()
    {
        Working("[=>..]  recovery = 10.0% (100/1000) finish=1.5min speed=33440K/sec", MdState.Recovering, 100);
        Working("[=>..]  resync =  1.0% (10/1000) finish=1.5min speed=33440K/sec", MdState.Resync, 10);
        Working("[=>..]  check = 99.0% (990/1000) finish=1.5min speed=33440K/sec", MdState.Check, 990);
        Working("[=>..]  reshape = 50.0% (500/1000) finish=1.5min speed=33440K/sec", MdState.Other, 500);
        Working("resync=PENDING", MdState.Resync, 0);
        Working("\tresync=DELAYED", MdState.Resync, 0);

        static void Working(string progress, MdState state, ulong synced) =>
            Check("raid1 sdb1[1] sda1[0]", "1000 blocks super 1.2 [2/2] [UU]", progress, Whole with { State = state, BlocksSynced = synced });
    }

    [Test]
    public void An_inactive_array_requires_nothing() => Assert.That(
        Arrays("md0 : inactive sda1[0](S)\n      1000 blocks super external:imsm\n       \nunused devices: <none>\n"),
        Is.EqualTo(new[] { new MdArray("md0", MdState.Inactive) { Spare = 1, Blocks = 1000, BlocksSynced = 1000 } }));

    [Test]
    public void An_array_that_cannot_be_read_leaves_the_others() => Assert.That(
        Emitted.By(samples => new MdadmCollector(FixtureTree.Files("garbage")).Emit(samples, FixtureTree.Read("garbage", "proc/mdstat")))
            .Where(line => line.StartsWith("missing", StringComparison.Ordinal) || line.StartsWith("node_md_blocks{", StringComparison.Ordinal)),
        Is.EqualTo(new[] { """node_md_blocks{device="md5"} 2000""", "missing lines malformed" }));

    static void Check(string disks, string size, string more, MdArray expected) => Assert.That(
        Arrays($"Personalities : [raid1]\nmd0 : active {disks}\n      {size}\n      {more}\n\nunused devices: <none>\n"), Is.EqualTo(new[] { expected }), $"{disks} {size} {more}");

    static List<MdArray> Arrays(string mdstat)
    {
        var arrays = new List<MdArray>();
        Mdstat.Parse(Encoding.UTF8.GetBytes(mdstat), SysfsDevice.Texts(), arrays, new Samples());
        return arrays;
    }
}
