using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class FilesystemTests
{
    static readonly FilesystemConfig Config = new();

    [Test]
    public void Kernel_filesystems_and_what_is_below_the_systems_own_mounts_are_left_out()
    {
        static void Check(string type, string mountPoint, bool want) =>
            Assert.That(Choose("/", (type, mountPoint)), want ? Has.Count.EqualTo(1) : Is.Empty, $"{type} {mountPoint}");

        Check("ext4", "/", true);
        Check("tmpfs", "/run", true);
        Check("fuse.sshfs", "/home/me/far", true);
        Check("tmpfs", "/dev/shm", false);
        Check("ext4", "/devices", true);
        Check("tmpfs", "/run/credentials/a.service", false);
        Check("cgroup2", "/cg", false);
        Check("overlay", "/x", false);
        Check("proc", "/x", false);
        Check("autofs", "/misc", false);
    }

    [Test]
    public void A_containers_own_root_is_there_although_it_is_an_overlay()
    {
        static void Check(string rootfs, string mountPoint, string type, bool want) => Assert.That(
            Filesystem.Choose([Mount(type, mountPoint)], rootfs, new(Config.MountPointsExclude), new(Config.FsTypesExclude), withOverlayRoot: true),
            want ? Has.Count.EqualTo(1) : Is.Empty, $"{rootfs} {mountPoint} {type}");

        Check("/", "/", "overlay", true);
        Check("/", "/var/lib/other", "overlay", false);
        Check("/", "/", "squashfs", false);
        Check("/host", "/", "overlay", false);
        Check("/host", "/host", "overlay", false);
    }

    [Test]
    public void An_automount_point_is_never_asked_even_when_nothing_is_excluded() =>
        Assert.That(Filesystem.Choose([Mount("autofs", "/misc")], "/", new(""), new("")), Is.Empty);

    [Test]
    public void The_root_is_put_before_the_path_and_kept_out_of_the_label()
    {
        static void Check(string rootfs, string mountPoint, string label, string path)
        {
            var filesystem = Choose(rootfs, ("ext4", mountPoint)).Single();
            Assert.That((filesystem.MountPoint, Encoding.UTF8.GetString(filesystem.Path)), Is.EqualTo((label, $"{path}\0")), $"{rootfs} {mountPoint}");
        }

        Check("/", "/", "/", "/");
        Check("/", "/srv", "/srv", "/srv");
        Check("/host", "/", "/", "/host/");
        Check("/host/", "/srv", "/srv", "/host/srv");
        Check("/host", "/host", "/", "/host/");
        Check("/host", "/host/srv", "/srv", "/host/srv");
        Check("/host", "/hosted", "/hosted", "/host/hosted");
    }

    [Test]
    public void Of_mounts_with_the_same_labels_the_topmost_counts()
    {
        var chosen = Filesystem.Choose([Mount("tmpfs", "/a") with { IsReadOnly = true }, Mount("tmpfs", "/b"), Mount("tmpfs", "/a")], "/", new(""), new(""));
        Assert.That(chosen.Select(filesystem => (filesystem.MountPoint, filesystem.Mount.IsReadOnly)), Is.EqualTo(new[] { ("/a", false), ("/b", false) }));
    }

    [Test]
    public void A_name_that_is_not_utf_8_is_readable_in_the_label_and_untouched_in_the_path()
    {
        var filesystem = Filesystem.Choose([Mount("ext4", "/") with { MountPoint = [(byte)'/', 0xE4] }], "/", new(""), new("")).Single();
        Assert.That(filesystem.MountPoint, Is.EqualTo("/\uFFFD"));
        Assert.That(filesystem.Path, Is.EqualTo(new byte[] { (byte)'/', 0xE4, 0 }));
    }

    static List<Filesystem> Choose(string rootfs, params (string Type, string MountPoint)[] mounts) =>
        Filesystem.Choose([.. mounts.Select(mount => Mount(mount.Type, mount.MountPoint))], rootfs, new(Config.MountPointsExclude), new(Config.FsTypesExclude));

    static Mount Mount(string type, string mountPoint) => new("1", "8", "1", Encoding.UTF8.GetBytes(mountPoint), "device", type, IsReadOnly: false);
}
