using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class OsReleaseTests
{
    [Test]
    public void Values_are_unquoted_as_a_shell_would()
    {
        static void Check(string line, string want) => Assert.That(Parse($"A=1\n{line}\nB=2\n")["NAME"], Is.EqualTo(want), line);

        Check("NAME=Debian", "Debian");
        Check("NAME=\"Debian GNU/Linux\"", "Debian GNU/Linux");
        Check("NAME='Debian GNU/Linux'", "Debian GNU/Linux");
        Check("  NAME=\"a \\\"b\\\" \\$c\"\r", "a \"b\" $c");
        Check("NAME='a \\b'", "a \\b");
        Check("NAME=\"", "\"");
        Check("NAME=", "");
        Check("# NAME=x", "");
        Check("NAME", "");
    }

    [Test]
    public void The_version_is_major_and_minor()
    {
        static void Check(string id, double? want) => Assert.That(Parse($"VERSION_ID={id}\n").Version, Is.EqualTo(want), id);

        Check("12", 12);
        Check("\"24.04\"", 24.04);
        Check("3.20.1", 3.20);
        Check("42rc1", 42);
        Check("7.", 7);
        Check("rolling", null);
        Check("", null);
        Check("-1", null);
        Check(new string('9', 400), null);
    }

    [Test]
    public void The_end_of_support_is_midnight_in_utc()
    {
        Assert.That(Parse("SUPPORT_END=2026-05-13\n").SupportEnd, Is.EqualTo(new DateTimeOffset(2026, 5, 13, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(Parse("SUPPORT_END=soon\n").SupportEnd, Is.Null);
        Assert.That(Parse("").SupportEnd, Is.Null);
    }

    [Test]
    public void An_upgrade_is_seen_and_a_machine_without_the_file_is_no_fault()
    {
        var root = Directory.CreateTempSubdirectory("metrics-agent-os-").FullName;
        try
        {
            var collector = new OsCollector(new(new() { Rootfs = root }));
            Assert.That(Emitted.By(collector), Is.Empty);

            Directory.CreateDirectory($"{root}/usr/lib");
            File.WriteAllText($"{root}/usr/lib/os-release", "ID=debian\nVERSION_ID=12\n");
            Assert.That(Emitted.By(collector, "node_os_version").Single(), Does.EndWith(" 12"));

            Directory.CreateDirectory($"{root}/etc");
            File.WriteAllText($"{root}/etc/os-release", "ID=debian\nVERSION_ID=13\n");
            Assert.That(Emitted.By(collector, "node_os_version").Single(), Does.EndWith(" 13"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    static OsRelease Parse(string text) => OsRelease.Parse(Encoding.UTF8.GetBytes(text));
}
