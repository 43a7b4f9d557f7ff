using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class MountTableTests
{
    [Test]
    public void A_line_is_taken_apart()
    {
        Check("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue", "36 98:0 /dev/root on /mnt2 type ext3");
        Check("36 35 98:0 / / rw - xfs /dev/sda1 rw", "36 98:0 /dev/sda1 on / type xfs");
        Check("36 35 98:0 / /a ro shared:1 master:2 propagate_from:3 - xfs /dev/sda1 rw", "36 98:0 /dev/sda1 on /a type xfs ro");
        Check("36 35 98:0 / /a rw - xfs /dev/sda1 noquota,ro", "36 98:0 /dev/sda1 on /a type xfs ro");
        Check("36 35 98:0 / /a rw,rootcontext=x - xfs /dev/sda1 rw,errors=remount-ro", "36 98:0 /dev/sda1 on /a type xfs");
        Check("36 35 0:5 / /a rw - tmpfs  rw", "36 0:5  on /a type tmpfs");
    }

    [Test]
    public void Octal_escapes_are_undone_in_the_mount_point_and_in_the_device()
    {
        Check(@"1 2 0:5 / /a\040b\011c\012d\134e rw - cifs //server/my\040share rw", "1 0:5 //server/my share on /a b\tc\nd\\e type cifs");
        Check(@"1 2 0:5 / /a\04 rw - tmpfs \999 rw", @"1 0:5 \999 on /a\04 type tmpfs");
        Check(@"1 2 0:5 / /a\ rw - tmpfs x\0401 rw", @"1 0:5 x 1 on /a\ type tmpfs");
    }

    [Test]
    public void Bytes_that_are_not_utf_8_stay_bytes()
    {
        byte[] line = [.. "1 2 0:5 / /a"u8, 0xE4, 0xFF, .. " rw - tmpfs tmpfs rw\n"u8];
        MountTable.Parse(line, new Samples(), out var mounts);
        Assert.That(mounts.Single().MountPoint, Is.EqualTo(new byte[] { (byte)'/', (byte)'a', 0xE4, 0xFF }));
    }

    [Test]
    public void A_malformed_line_is_left_out_and_the_others_stay()
    {
        static void Check(string bad)
        {
            var samples = new Samples();
            var allGood = MountTable.Parse(Encoding.UTF8.GetBytes($"1 2 0:5 / / rw - tmpfs tmpfs rw\n{bad}"), samples, out var mounts);
            Assert.That(allGood, Is.False, bad);
            Assert.That(mounts, Has.Count.EqualTo(1), bad);
            Assert.That(samples.Freeze(takenAt: 0).Missing.Single().Part, Is.EqualTo("lines"), bad);
        }

        Check("29 27 nonsense\n");
        Check("29 27 0 / /a rw - tmpfs tmpfs rw\n");
        Check("29 27 0:5 / /a rw tmpfs tmpfs rw\n");
        Check("29 27 0:5 / /a rw - tmpfs\n");
        Check("29 27 0:5 / /a rw - tmpfs tmpfs rw");
        Check("\n");
    }

    static void Check(string line, string want)
    {
        MountTable.Parse(Encoding.UTF8.GetBytes($"{line}\n"), new Samples(), out var mounts);
        var mount = mounts.Single();
        var text = $"{mount.Id} {mount.Major}:{mount.Minor} {mount.Device} on {Encoding.UTF8.GetString(mount.MountPoint)} type {mount.Type}{(mount.IsReadOnly ? " ro" : "")}";
        Assert.That(text, Is.EqualTo(want), line);
    }
}
