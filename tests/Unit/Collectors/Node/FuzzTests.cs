using System.Text;
using MetricsAgent.Collectors.Container;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Postgres.Backends;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Collectors.Container;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

/// <summary>Whatever is in a kernel file, an emitter neither throws nor emits a number that cannot be.</summary>
internal sealed class FuzzTests
{
    const int Rounds = 400;

    static readonly (string Path, Action<Samples, ReadOnlySpan<byte>> Emit)[] Emitters =
    [
        ("proc/stat", (samples, text) => new CpuCollector(FixtureTree.Files("vm")).Emit(samples, text)),
        ("sys/devices/system/cpu/present", (samples, text) => new CpuCollector(FixtureTree.Files("vm")).EmitOnline(samples, text, text)),
        ("sys/devices/system/cpu/present", (samples, text) => new CpuCollector(FixtureTree.Files("vm")).EmitIsolated(samples, text)),
        ("proc/diskstats", EmitDiskstats),
        ("proc/loadavg", LoadavgCollector.Emit),
        ("proc/meminfo", (samples, text) => new MeminfoCollector(FixtureTree.Files("vm")).Emit(samples, text)),
        ("proc/1/mountinfo", EmitMounts),
        ("proc/1/net/dev", EmitNetdev),
        ("../server/proc/mdstat", (samples, text) => new MdadmCollector(FixtureTree.Files("server")).Emit(samples, text)),
        ("sys/class/net/eth0/flags", EmitNumber),
        ("proc/stat", StatCollector.Emit),
        (Unit + "cpu.stat", (samples, text) => CgroupCpu.EmitUsage(samples, CgroupFixture.Any, text)),
        (Unit + "cpu.stat", (samples, text) => CgroupCpu.EmitThrottling(samples, CgroupFixture.Any, text)),
        (Unit + "cpu.max", (samples, text) => Assert.That(CpuQuota.Parse(text).Cores, Is.GreaterThanOrEqualTo(0))),
        (Unit + "memory.stat", (samples, text) => new CgroupMemory(CgroupFixture.Files("vm")).EmitStat(samples, CgroupFixture.Any, text, 5)),
        (Unit + "memory.events", (samples, text) => CgroupMemory.EmitEvents(samples, CgroupFixture.Any, text)),
        (Unit + "io.stat", (samples, text) => new CgroupIo(CgroupFixture.Files("vm")).Emit(samples, CgroupFixture.Any, text)),
        ("../../container/old/sys/fs/cgroup/blkio/blkio.throttle.io_serviced", (samples, text) => new CgroupIo(CgroupFixture.Files("vm")).EmitOld(samples, CgroupFixture.Any, text)),
        (Unit + "io.pressure", (samples, text) => CgroupPressure.Emit(samples, CgroupFixture.Any, text)),
        (Unit + "cgroup.procs", (samples, text) => CgroupTasks.EmitProcesses(samples, CgroupFixture.Any, text)),
        (Unit + "pids.max", (samples, text) => CgroupTasks.EmitMax(samples, CgroupFixture.Any, text)),
        ("../../container/hybrid/proc/self/cgroup", (samples, text) => CgroupMembership.Parse(text).Path("memory")),
        ("../../container/vm/proc/meminfo", (samples, text) => CgroupMemory.Total(text)),
        (Processes + "800/stat", EmitProcess),
        (Processes + "800/status", EmitProcess),
        (Processes + "800/stat", (_, text) => ProcessFiles.ParseChildren(text, [])),
        (Processes + "800/stat", (_, text) => PostmasterSearch.PortIn(text)),
        (Processes + "800/io", EmitProcess),
        (Processes + "800/smaps_rollup", EmitProcess),
        (Processes + "1/net/tcp", (samples, text) => ListeningSockets.Parse(text, new() { [8000] = [] })),
        ("proc/1/net/arp", (samples, text) => new ArpCollector(FixtureTree.Files("vm")).Emit(samples, text)),
        ("proc/1/net/stat/nf_conntrack", ConntrackCollector.Emit),
        ("proc/cpuinfo", (samples, text) => new CpuInfoCollector(FixtureTree.Files("vm")).Emit(samples, text)),
        ("proc/sys/kernel/random/poolsize", (samples, text) => EntropyCollector.Emit(samples, EntropyCollector.Families[0], text)),
        ("proc/sys/fs/file-nr", FilefdCollector.Emit),
        ("proc/1/net/netstat", (samples, text) => Netstat.Emit(samples, text)),
        ("proc/1/net/snmp6", (samples, text) => Netstat.Emit6(samples, text)),
        ("root/etc/os-release", (samples, text) => OsCollector.Emit(samples, OsRelease.Parse(text))),
        ("proc/pressure/io", (samples, text) => PressureCollector.Emit(samples, 1, text)),
        ("proc/42/stat", EmitTask),
        ("proc/1/mountinfo", EmitScope),
        ("proc/1/net/sockstat", (samples, text) => new SockstatCollector(FixtureTree.Files("vm")).Emit(samples, text)),
        ("proc/1/net/softnet_stat", (samples, text) => new SoftnetCollector(FixtureTree.Files("vm")).Emit(samples, text)),
        ("proc/1/net/udp", (samples, text) => UdpQueuesCollector.Emit(samples, "v4", text)),
        ("proc/vmstat", (samples, text) => new VmstatCollector(new(new() { Vmstat = new() { Fields = "" } })).Emit(samples, text)),
    ];

    const string Unit = "../../container/vm/sys/fs/cgroup/system.slice/system-postgresql.slice/postgresql@16-main.service/";
    const string Processes = "../../process/proc/";

    static IEnumerable<int> Indexes => Enumerable.Range(0, Emitters.Length);

    [TestCaseSource(nameof(Indexes))]
    public void A_file_that_is_cut_off_anywhere_does_no_harm(int emitter)
    {
        var text = FixtureTree.Read("vm", Emitters[emitter].Path);
        for (var length = 0; length <= text.Length; length++)
            Check(emitter, text.AsSpan(0, length));
    }

    [TestCaseSource(nameof(Indexes))]
    public void Random_bytes_do_no_harm(int emitter)
    {
        var random = new Random(emitter);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = new byte[random.Next(2000)];
            random.NextBytes(bytes);
            Check(emitter, bytes);
        }
    }

    [TestCaseSource(nameof(Indexes))]
    public void Bytes_that_were_overwritten_do_no_harm(int emitter)
    {
        var random = new Random(emitter);
        for (var round = 0; round < Rounds; round++)
        {
            var text = FixtureTree.Read("vm", Emitters[emitter].Path);
            for (var hit = random.Next(1, 20); hit > 0; hit--)
                text[random.Next(text.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : " \n:-0123456789.eE,\\"[random.Next(19)]);
            Check(emitter, text);
        }
    }

    [TestCaseSource(nameof(Indexes))]
    public void Numbers_beyond_all_bounds_do_no_harm(int emitter)
    {
        var text = Encoding.UTF8.GetString(FixtureTree.Read("vm", Emitters[emitter].Path));
        foreach (var number in new[] { "18446744073709551615", "18446744073709551616", "-1", "1e308", "1e999", "NaN", "Infinity", "0x10", "９", new string('9', 400) })
            Check(emitter, Encoding.UTF8.GetBytes(System.Text.RegularExpressions.Regex.Replace(text, @"\d+", number)));
    }

    static void Check(int emitter, ReadOnlySpan<byte> text)
    {
        var samples = new Samples();
        Emitters[emitter].Emit(samples, text);
        foreach (var column in samples.Freeze(takenAt: 0).Columns)
        {
            for (var i = 0; i < column.Count; i++)
            {
                if (column.Value(i) is not (>= 0 and < double.PositiveInfinity))
                    Assert.Fail($"{column.Family} is {column.Value(i)} from {Encoding.UTF8.GetString(text)}");
            }
        }
    }

    static void EmitProcess(Samples samples, ReadOnlySpan<byte> text)
    {
        _ = ProcessStat.TryParse(text, out var stat, out _);
        _ = ProcessIo.TryParse(text, out var io);
        var status = ProcessStatus.Parse(text);
        var totals = new GroupTotals();
        totals.Add(stat, status, ProcessCounters.Of(stat, status, io).Since(default));
        totals.AddProportional(ProportionalMemory.Parse(text));
        ProcessGroupsCollector.Emit(samples, "group", totals, hasProportional: true, bootTime: 0);
    }

    /// <summary>Everything that the kernel counts.</summary>
    static NetstatCollector Netstat => new(new(new() { Netstat = new() { Fields = "" } }));

    static void EmitTask(Samples samples, ReadOnlySpan<byte> text)
    {
        if (!TaskState.TryParse(text, out var task))
            return;
        var counts = new TaskCounts();
        counts.Add(task.State);
        counts.Emit(samples, ProcessesCollector.Families[4]);
        samples.Add(ProcessesCollector.Families[1], task.Threads);
    }

    static void EmitScope(Samples samples, ReadOnlySpan<byte> text) => samples.AddInfo(ScopeCollector.Families[0], NodeScope.Of(text, "/proc", ""));

    static void EmitDiskstats(Samples samples, ReadOnlySpan<byte> text)
    {
        var readings = new List<DiskReading>();
        Diskstats.Parse(text, DiskstatsCollector.Devices(new("")), readings, samples);
        DiskstatsCollector.Emit(samples, readings);
    }

    static void EmitNetdev(Samples samples, ReadOnlySpan<byte> text)
    {
        var readings = new List<NetdevReading>();
        Netdev.Parse(text, NetdevCollector.Devices(FixtureTree.Files("vm")), readings, samples);
        NetdevCollector.Emit(samples, readings);
    }

    /// <summary>Any sign.</summary>
    static void EmitNumber(Samples samples, ReadOnlySpan<byte> text)
    {
        if (SysfsNumber.TryParse(text, out var number))
            samples.Add(EntropyCollector.Families[0], Math.Abs(number));
    }

    static void EmitMounts(Samples samples, ReadOnlySpan<byte> text)
    {
        MountTable.Parse(text, samples, out var mounts);
        var filesystems = Filesystem.Choose(mounts, "/", new(""), new(""));
        FilesystemCollector.Emit(samples, filesystems.ConvertAll(filesystem => new FilesystemReading(filesystem, new(1, 1, 1, 1, 1), TimeSpan.FromMilliseconds(1))));
    }
}
