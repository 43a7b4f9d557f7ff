using MetricsAgent.Collectors.Self;

namespace MetricsAgent.Tests.Unit.Collectors.Self;

internal sealed class ProcessReadingTests
{
    const string After = " S 1 1 1 0 -1 4194304 8499 0 2 0 71 112 0 0 20 -5 8 0 158260 53753434112 15579 18446744073709551615 1 1 0\n";

    [Test]
    public void Stat_is_read_whatever_the_command_is_called()
    {
        Check("17259 (metrics-agent)" + After);
        Check("17259 (a) S 1 (b)" + After);

        static void Check(string stat) => Assert.That(
            ProcessReading.Parse(System.Text.Encoding.UTF8.GetBytes(stat), 4096),
            Is.EqualTo(new ProcessReading(TimeSpan.FromSeconds(1.83), 8, 53753434112, 15579 * 4096, null, null)));
    }

    [Test]
    public void What_is_not_stat_is_no_reading()
    {
        Check("");
        Check("17259 (metrics-agent)");
        Check("17259 (metrics-agent) S 1 1 1 0 -1 4194304 8499 0 2 0 71 112");
        Check("17259 (metrics-agent) S 1 1 1 0 -1 4194304 8499 0 2 0 71 x 0 0 20 0 8 0 158260 53753434112 15579 0");

        static void Check(string stat) => Assert.That(ProcessReading.Parse(System.Text.Encoding.UTF8.GetBytes(stat), 4096), Is.Null);
    }

    [Test]
    public void The_soft_limit_of_open_files_is_read()
    {
        Check("Max processes             96365                96365                processes \nMax open files            20000                524288               files     \n"u8, 20000);
        Check("Max open files            unlimited            unlimited            files     \n"u8, null);
        Check("Max processes             96365                96365                processes \n"u8, null);

        static void Check(ReadOnlySpan<byte> limits, long? want) => Assert.That(ProcessReading.ParseMaxOpenFiles(limits), Is.EqualTo(want));
    }
}
