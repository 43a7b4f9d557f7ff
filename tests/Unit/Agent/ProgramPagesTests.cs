namespace MetricsAgent.Tests.Unit.Agent;

internal sealed class ProgramPagesTests
{
    [Test]
    public void Only_mappings_of_files_that_nobody_writes_to_are_given_back()
    {
        Check("1000-3000 r-xp 00001000 fe:01 1234                       /usr/lib/libc.so.6", anonymous: 0, expected: (0x1000, 0x2000));
        Check("1000-3000 r--s 00001000 fe:01 1234                       /opt/an agent/metrics-agent", anonymous: 0, expected: (0x1000, 0x2000));
        Check("1000-3000 r-xp 00001000 fe:01 1234                       /usr/lib/libc.so.6", anonymous: 4);
        Check("1000-3000 rw-p 00001000 fe:01 1234                       /usr/lib/libc.so.6", anonymous: 0);
        Check("1000-3000 r-xs 00001000 00:01 1234                       /memfd:doublemapper (deleted)", anonymous: 0);
        Check("1000-3000 r-xp 00000000 00:00 0                          [vdso]", anonymous: 0);
        Check("1000-3000 r--p 00000000 00:00 0", anonymous: 0);

        static void Check(string mapping, int anonymous, params (nint, nint)[] expected)
        {
            string[] smaps =
            [
                "500-900 r-xp 00001000 fe:01 1234                       /usr/lib/other.so", "Size:                  4 kB", "Anonymous:             8 kB", "VmFlags: rd ex mr mw me",
                mapping, "Size:                  8 kB", "Rss:                   4 kB", $"Anonymous:      {anonymous,8} kB", "AnonHugePages:         0 kB", "VmFlags: rd ex mr mw me",
            ];
            Assert.That(ProgramPages.Unwritten(smaps), Is.EqualTo(expected), mapping);
        }
    }

    [Test]
    public void What_is_no_list_of_mappings_gives_nothing()
    {
        foreach (var line in new[] { "", "-", "Anonymous: 0 kB", "x-y r-xp 0 0 0 /a", "1-2 r 0 0 0 /a", "1-2 r-xp 0 0", "1-2-3 r-xp 0 0 0 /a" })
            Assert.That(ProgramPages.Unwritten([line, "Anonymous: 0 kB"]), Is.Empty, line);
    }

    [Test]
    public void The_process_goes_on_with_fewer_pages()
    {
        var before = ResidentOfFiles();
        ProgramPages.Release();
        var after = ResidentOfFiles();

        Assert.That(after, Is.LessThan(before / 2));
        Assert.That(Enumerable.Range(1, 1000).Sum(), Is.EqualTo(500500));
    }

    /// <summary>In KiB, of everything that Release would give back.</summary>
    static long ResidentOfFiles()
    {
        string[] smaps = File.ReadAllLines("/proc/self/smaps");
        var starts = ProgramPages.Unwritten(smaps).Select(mapping => $"{mapping.Start:x}-").ToHashSet();
        var sum = 0L;
        var counts = false;
        foreach (var line in smaps)
        {
            var first = line.Split(' ')[0];
            if (first.Contains('-') && !first.EndsWith(':'))
                counts = starts.Contains(first[..(first.IndexOf('-') + 1)].TrimStart('0'));
            else if (counts && first == "Rss:")
                sum += long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }

        return sum;
    }
}
