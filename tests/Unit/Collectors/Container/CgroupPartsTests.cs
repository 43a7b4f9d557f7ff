using MetricsAgent.Collectors.Container;
using static MetricsAgent.Tests.Unit.Collectors.Container.CgroupFixture;

namespace MetricsAgent.Tests.Unit.Collectors.Container;

internal sealed class CgroupPartsTests
{
    [Test]
    public void Version_2_counts_microseconds_and_version_1_nanoseconds_and_ticks()
    {
        Check(CgroupCpuUsage, "usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\n",
            """container_cpu_system_seconds_total{id="/a",name="a"} 0.5""", """container_cpu_usage_seconds_total{id="/a",name="a",cpu="total"} 1.5""",
            """container_cpu_user_seconds_total{id="/a",name="a"} 1""");
        Check(CgroupCpuUsage, "user 150\nsystem 50\n", """container_cpu_system_seconds_total{id="/a",name="a"} 0.5""", """container_cpu_user_seconds_total{id="/a",name="a"} 1.5""");
        Check(Throttling, "nr_throttled 2\nthrottled_usec 1500000\n", """container_cpu_cfs_throttled_periods_total{id="/a",name="a"} 2""", """container_cpu_cfs_throttled_seconds_total{id="/a",name="a"} 1.5""");
        Check(Throttling, "throttled_time 1500000000\n", """container_cpu_cfs_throttled_seconds_total{id="/a",name="a"} 1.5""");
    }

    [Test]
    public void A_quota_is_read_with_its_period()
    {
        Assert.That(CpuQuota.Parse("max 100000\n"u8), Is.EqualTo(new CpuQuota(null, 100_000)));
        Assert.That(CpuQuota.Parse("50000 100000\n"u8).Cores, Is.EqualTo(0.5));
        Assert.That(CpuQuota.Parse(""u8).Cores, Is.EqualTo(double.PositiveInfinity));
        Assert.That(CpuQuota.Parse("5 0\n"u8).Cores, Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void The_working_set_is_without_inactive_files_and_never_below_zero()
    {
        string[] Emit(ulong usage) => CgroupFixture.Emit((samples, text) => new CgroupMemory(Files("vm")).EmitStat(samples, Any, text, usage), "anon 1\ninactive_file 100\n");

        Assert.That(Emit(150), Does.Contain("""container_memory_working_set_bytes{id="/a",name="a"} 50"""));
        Assert.That(Emit(50), Does.Contain("""container_memory_working_set_bytes{id="/a",name="a"} 0"""));
    }

    [Test]
    public void Devices_without_numbers_and_lines_without_devices_are_left_out()
    {
        Check(Io, "8:16\n254:0 rbytes=1 wios=x rios=\nbad rbytes=1\n8:0: rbytes=2\n254:0x rbytes=3\n", """container_fs_reads_bytes_total{id="/a",name="a",device="/dev/vda"} 1""");
        Check(OldIo, "254:0 Read 1\n254:0 Sync 7\nTotal 8\n9:9 Write 2\n", """container_fs_reads_bytes_total{id="/a",name="a",device="/dev/vda"} 1""", """container_fs_writes_bytes_total{id="/a",name="a",device="9:9"} 2""");
    }

    [Test]
    public void Pressure_is_what_the_kernel_has_added_up() => Check(
        (samples, text) => CgroupPressure.Emit(samples, Any, text), "some avg10=1.00 avg60=0.50 avg300=0.25 total=1500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=500000\nsome total=\n",
        """container_pressure_io_stalled_seconds_total{id="/a",name="a"} 0.5""", """container_pressure_io_waiting_seconds_total{id="/a",name="a"} 1.5""");

    static void CgroupCpuUsage(Metrics.Samples samples, byte[] text) => CgroupCpu.EmitUsage(samples, Any, text);

    static void Throttling(Metrics.Samples samples, byte[] text) => CgroupCpu.EmitThrottling(samples, Any, text);

    static void Io(Metrics.Samples samples, byte[] text) => new CgroupIo(Files("vm")).Emit(samples, Any, text);

    static void OldIo(Metrics.Samples samples, byte[] text) => new CgroupIo(Files("vm")).EmitOld(samples, Any, text);

    static void Check(Action<Metrics.Samples, byte[]> emit, string text, params string[] want) => Assert.That(Emit(emit, text), Is.EqualTo(want), text);
}
