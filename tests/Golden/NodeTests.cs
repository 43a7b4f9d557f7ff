using System.Text;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Golden;

/// <summary>Every node collector over a recorded machine; only what is no file is made up.</summary>
internal sealed class NodeTests
{
    [TestCase("vm")]
    [TestCase("server")]
    [TestCase("old")]
    [TestCase("garbage")]
    public async Task A_scrape_of_a_recorded_machine_is_as_reviewed(string tree)
    {
        var files = FixtureTree.Files(tree);
        var collectors = Catalogue.Node.Select(entry => entry.Name switch
        {
            "node.filesystem" => new FilesystemCollector(files, Statfs, FixedClock.Winter),
            "node.timex" => new TimexCollector(Adjtimex),
            "node.uname" => new UnameCollector(Uname),
            _ => entry.Create(files, FixedClock.Winter),
        });

        Golden.Check($"Node.{tree}", await Exposed.Text([.. collectors]));
    }

    static StatfsReading Statfs(ReadOnlySpan<byte> path) =>
        path.EndsWith("/mnt/broken\0"u8)
            ? StatfsReading.Failed(107)
            : new(Size: 4096d * 1_000_000, Free: 4096d * 400_000, Available: 4096d * 350_000, Files: 65536, FilesFree: 60000);

    static int Adjtimex(ref TimexReading reading)
    {
        reading = new()
        {
            Offset = -1_500_000,
            Frequency = -655_360,
            MaxError = 250_000,
            EstimatedError = 1_200,
            Status = 0x2001,
            Constant = 7,
            Tick = 10_000,
            Tai = 37,
            PpsFrequency = 65_536,
            Jitter = 40,
            Shift = 4,
            Stability = 131_072,
            JitterCount = 5,
            CalibrationCount = 6,
            ErrorCount = 7,
            StabilityCount = 8,
        };
        return 0;
    }

    static bool Uname(Span<byte> utsname)
    {
        string[] names = ["Linux", "db1", "6.1.0-\"31\"-amd64", "#1 SMP", "x86_64", "(none)"];
        utsname.Clear();
        for (var i = 0; i < names.Length; i++)
            Encoding.UTF8.GetBytes(names[i], utsname[(i * UnameCollector.NameLength)..]);
        return true;
    }
}
