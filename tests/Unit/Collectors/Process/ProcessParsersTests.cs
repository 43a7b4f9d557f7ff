using System.Text;
using MetricsAgent.Collectors.Process;

namespace MetricsAgent.Tests.Unit.Collectors.Process;

internal sealed class ProcessParsersTests
{
    [Test]
    public void Stat_is_read_whatever_the_command_is_called()
    {
        const string after = " S 1 800 800 0 -1 4194304 8499 0 21 0 71 112 3 4 20 0 8 0 158260 222298112 15579 18446744073709551615 1\n";
        Check($"801 (postgres){after}", "postgres");
        Check($"801 (a) R 1 (b){after}", "a) R 1 (b");
        Check($"801 (){after}", "");

        static void Check(string stat, string want)
        {
            Assert.That(ProcessStat.TryParse(Encoding.UTF8.GetBytes(stat), out var process, out var command), Is.True, stat);
            Assert.That(Encoding.UTF8.GetString(command), Is.EqualTo(want));
            Assert.That(process, Is.EqualTo(new ProcessStat((byte)'S', 1, 8499, 21, 71, 112, 8, 158260, 222298112, 15579)
            {
                ReapedUserTicks = 3,
                ReapedSystemTicks = 4,
            }));
            Assert.That(process.CpuSeconds, Is.EqualTo(1.83));
        }
    }

    [Test]
    public void What_is_not_stat_is_no_reading()
    {
        static void Check(string stat) => Assert.That(ProcessStat.TryParse(Encoding.UTF8.GetBytes(stat), out _, out _), Is.False, stat);

        Check("");
        Check("801 (postgres)");
        Check("801 )postgres( S 1 800");
        Check("801 (postgres) S 1 800 800 0 -1 4194304 8499 0 21 0 71");
        Check("801 (postgres) S -1 800 800 0 -1 4194304 8499 0 21 0 71 112 3 4 20 0 8 0 158260 222298112 15579 0\n");
        Check("801 (postgres) S 1 800 800 0 -1 4194304 8499 0 21 0 71 112 3 4 20 0 8 0 158260 222298112 -5 0\n");
    }

    [Test]
    public void Memory_is_in_bytes_and_missing_lines_are_zero()
    {
        Assert.That(ProcessStatus.Parse("RssAnon:\t 112 kB\nRssFile: 3 kB\nRssShmem:\t2 kB\nVmSwap: 1 kB\nvoluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t8\n"u8),
            Is.EqualTo(new ProcessStatus(112 * 1024, 3 * 1024, 2048, 1024, 7, 8)));
        Assert.That(ProcessStatus.Parse("NSpid:\t90210\t812\t35\nHugetlbPages:\t   2048 kB\n"u8), Is.EqualTo(default(ProcessStatus) with { NamespacePid = 35, HugePageBytes = 2 << 20 }));
        Assert.That(ProcessStatus.Parse("NSpid:\t90210\tx\n"u8).NamespacePid, Is.Zero);
        Assert.That(ProcessStatus.Parse("Name:\tkthreadd\nRssAnon: -1 kB\n"u8), Is.EqualTo(default(ProcessStatus)));
        Assert.That(ProportionalMemory.Parse("5580-7ffe ---p 0 0 0 [rollup]\nRss: 9 kB\nPss: 5 kB\nPss_Anon: 1 kB\nSwapPss: 2 kB\n"u8), Is.EqualTo(new ProportionalMemory(5120, 2048)));
    }

    [Test]
    public void Bytes_of_disks_need_both_lines()
    {
        Assert.That(ProcessIo.TryParse("rchar: 9\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 1\n"u8, out var io), Is.True);
        Assert.That(io, Is.EqualTo(new ProcessIo(4096, 8192)));
        Assert.That(ProcessIo.TryParse("read_bytes: 4096\n"u8, out _), Is.False);
    }

    [Test]
    public void Sockets_that_listen_on_the_port_are_found()
    {
        var ports = new Dictionary<int, HashSet<ulong>> { [8000] = [] };
        ListeningSockets.Parse("""
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 61828 1 0000 100 0 0 10 0
               1: 00000000:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 61829 1 0000 100 0 0 10 0
               2: 0100007F:1F40 0100007F:9999 01 00000000:00000000 00:00000000 00000000   101        0 61830 1 0000 100 0 0 10 0
               3: 00000000000000000000000000000000:1F40 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 61831 1 0000

            """u8, ports);
        Assert.That(ports[8000], Is.EquivalentTo(new[] { 61828ul, 61831ul }));
        Assert.That(ListeningSockets.SocketOf("socket:[61828]"u8), Is.EqualTo(61828));
        Assert.That(ListeningSockets.SocketOf("pipe:[61828]"u8), Is.Null);
    }

    [Test]
    public void A_command_line_is_matched_by_its_first_word_and_by_its_text()
    {
        static void Check(string exe, string regex, string words, bool want) =>
            Assert.That(new ProcessGroup(new() { Name = "a", Exe = exe, Cmdline = regex }).TakesCommandLine(Encoding.UTF8.GetBytes(words)), Is.EqualTo(want), $"{exe} {regex} {words}");

        Check("python3", "", "/usr/bin/python3\0-m\0celery\0", true);
        Check("/usr/bin/python3", "", "/usr/bin/python3\0-m\0celery\0", true);
        Check("/bin/python3", "", "/usr/bin/python3\0-m\0celery\0", false);
        Check("python", "", "/usr/bin/python3\0", false);
        Check("postgres:", "", "postgres: 16/main: walwriter", false);
        Check("", "^/usr/bin/python3 -m celery$", "/usr/bin/python3\0-m\0celery\0", true);
        Check("", "worker", "/usr/bin/python3\0-m\0celery\0", false);
        Check("", "^$", "", true);
    }

    [Test]
    public void Counters_never_go_back()
    {
        var first = new ProcessCounters(10, 10, 10, 10, 10, 10, 10, 10);
        var before = new KnownProcess(1, 1, firstPoll: 1);
        Assert.That(before.Count(first), Is.EqualTo(default(ProcessCounters)), "what was there before the agent");
        Assert.That(before.Count(first with { UserTicks = 12, ReadBytes = 0 }), Is.EqualTo(default(ProcessCounters) with { UserTicks = 2 }));
        Assert.That(before.Count(first with { UserTicks = 12, ReadBytes = 11 }), Is.EqualTo(default(ProcessCounters) with { ReadBytes = 1 }));

        var later = new KnownProcess(2, 2, firstPoll: 2);
        Assert.That(later.Count(first), Is.EqualTo(first), "what came after the agent counts from its start");
    }
}
