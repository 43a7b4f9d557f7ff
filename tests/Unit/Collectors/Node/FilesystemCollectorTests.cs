using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class FilesystemCollectorTests
{
    [Test]
    public void A_failing_mount_has_an_error_and_no_sizes()
    {
        var lines = Emitted.By(new FilesystemCollector(FixtureTree.Files("vm"), Statfs, FixedClock.Winter));
        var broken = lines.Where(line => line.Contains("/mnt/broken", StringComparison.Ordinal));
        Assert.That(broken, Is.EqualTo(new[]
        {
            """node_filesystem_device_error{device="me@there:/",mountpoint="/mnt/broken",fstype="fuse.sshfs",device_error="transport endpoint is not connected"} 1""",
            """node_filesystem_readonly{device="me@there:/",mountpoint="/mnt/broken",fstype="fuse.sshfs",device_error="transport endpoint is not connected"} 0""",
            """node_filesystem_stat_duration_seconds{device="me@there:/",mountpoint="/mnt/broken",fstype="fuse.sshfs"} 0""",
        }));
        Assert.That(lines, Does.Contain("missing statfs error"));
        Assert.That(lines, Does.Contain("""node_filesystem_readonly{device="/dev/vdb",mountpoint="/srv/two words",fstype="xfs",device_error=""} 1"""));
    }

    [Test]
    public void Where_process_1_is_hidden_the_agents_own_mounts_are_used()
    {
        var lines = Emitted.By(new FilesystemCollector(FixtureTree.Files("old"), Statfs, TimeProvider.System), "node_filesystem_size_bytes");
        Assert.That(lines, Is.EqualTo(new[] { """node_filesystem_size_bytes{device="/dev/sda1",mountpoint="/",fstype="ext4",device_error=""} 10""" }));
    }

    [Test]
    public void What_is_malformed_is_reported_on_every_poll()
    {
        var collector = new FilesystemCollector(FixtureTree.Files("garbage"), Statfs, TimeProvider.System);
        Assert.That(Emitted.By(collector), Does.Contain("missing lines malformed"));
        Assert.That(Emitted.By(collector), Does.Contain("missing lines malformed"));
    }

    [Test]
    public void The_real_root_agrees_with_df()
    {
        var reading = Libc.Statfs("/\0"u8);
        var drive = new DriveInfo("/");
        Assert.That(reading.Error, Is.Empty);
        Assert.That(reading.Size, Is.EqualTo(drive.TotalSize));
        Assert.That(reading.Available, Is.EqualTo(drive.AvailableFreeSpace).Within(5).Percent);
        Assert.That(reading.Free, Is.GreaterThanOrEqualTo(reading.Available));
        Assert.That(reading.Files, Is.GreaterThanOrEqualTo(reading.FilesFree));
    }

    [Test]
    public void A_path_that_is_not_there_is_an_error_in_words() =>
        Assert.That(Libc.Statfs("/no/such/path\0"u8).Error, Is.EqualTo("no such file or directory"));

    static StatfsReading Statfs(ReadOnlySpan<byte> path) =>
        path.EndsWith("/mnt/broken\0"u8) ? StatfsReading.Failed(107) : new(10, 5, 4, 3, 2);
}
