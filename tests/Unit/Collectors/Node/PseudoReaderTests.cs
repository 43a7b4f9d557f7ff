using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class PseudoReaderTests
{
    static readonly PseudoReader Reader = new();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(8 << 10)]
    [TestCase(16 << 10)]
    [TestCase(100_000)]
    public void A_record_is_read_whole_whatever_its_length(int length)
    {
        using var directory = new TemporaryDirectory("record");

        // A line end where a buffer may be full.
        var text = string.Concat(Enumerable.Repeat("0123456\n", (length / 8) + 1))[..length];
        File.WriteAllText(Path.Join(directory.Path, "record"), text);
        Assert.That(Reader.TryReadRecord(Encoding.UTF8.GetBytes(directory.Path), "record"u8, out var record));
        Assert.That(Encoding.UTF8.GetString(record), Is.EqualTo(text));
    }

    /// <summary>What a second read of the file would have shown: the numbers change from one to the next, the lines do not.</summary>
    [TestCase("stat")]
    [TestCase("status")]
    [TestCase("io")]
    [TestCase("limits")]
    [TestCase("cgroup")]
    [TestCase("smaps_rollup")]
    public void The_kernel_writes_the_files_of_a_process_as_one_record(string name)
    {
        Assert.That(Reader.TryRead("/proc/self"u8, Encoding.UTF8.GetBytes(name), out var all));
        var lines = all.Count((byte)'\n');
        Assert.That(Reader.TryReadRecord("/proc/self"u8, Encoding.UTF8.GetBytes(name), out var record));
        Assert.That(record.Count((byte)'\n'), Is.EqualTo(lines).And.Positive);
    }
}
