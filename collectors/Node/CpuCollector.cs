using System.Buffers.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Where the time of every CPU went, from <c>/proc/stat</c> (proc_stat(5)), and which CPUs are in use, from sysfs.</summary>
internal sealed class CpuCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/stat, /sys/devices/system/cpu");

    static readonly Family Seconds = Families.Counter(
        "node_cpu_seconds_total", "Time that a CPU has spent in each mode since boot, in seconds; user and nice include guests.", "cpu", "mode");

    static readonly Family GuestSeconds = Families.Counter(
        "node_cpu_guest_seconds_total", "Time that a CPU has spent running virtual machines, in seconds; part of user and nice.", "cpu", "mode");

    static readonly Family Online = Families.Gauge("node_cpu_online", "Whether a CPU that is present is in use: 1, or 0 after it was taken offline.", "cpu");

    static readonly Family Isolated = Families.Gauge("node_cpu_isolated", "1 for every CPU that the scheduler leaves to explicitly placed tasks.", "cpu");

    /// <summary>Times are in ticks of USER_HZ, 100 a second on every architecture that .NET runs on.</summary>
    const double TicksPerSecond = 100;

    const int FirstGuest = 8;

    static readonly string[] Modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "user", "nice"];

    readonly string isolatedPath = files.Sys("devices/system/cpu/isolated");
    readonly CpuRatchet ratchet = new();
    readonly NumberTexts numbers = new();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc("stat", samples, out var stat))
        {
            using (stat)
                Emit(samples, stat.Text);
        }

        if (files.TryReadSys("devices/system/cpu/present", "online", samples, out var present))
        {
            using (present)
            {
                if (files.TryReadSys("devices/system/cpu/online", "online", samples, out var online))
                {
                    using (online)
                        EmitOnline(samples, present.Text, online.Text);
                }
            }
        }

        // Kernels before 4.2 do not have it.
        if (NodeFiles.TryReadOptional(isolatedPath, out var isolated))
        {
            using (isolated)
                EmitIsolated(samples, isolated.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> stat)
    {
        var lines = new Lines(stat);
        ratchet.BeginPoll();
        while (lines.Next(out var line))
        {
            // The first line, "cpu " without a number, is the sum of the others.
            if (line.StartsWith("cpu"u8) && !line.StartsWith("cpu "u8))
                lines.Count(TryEmitCpu(samples, line["cpu".Length..]));
        }

        lines.Report(samples, "/proc/stat");
    }

    internal void EmitOnline(Samples samples, ReadOnlySpan<byte> present, ReadOnlySpan<byte> online)
    {
        // Half a list would show CPUs as offline that are not.
        var whole = new CpuList(online);
        while (whole.Next(out _))
        {
        }

        var inUse = new CpuList(online);
        var all = new CpuList(present);
        var some = inUse.Next(out var used);
        if (!some || whole.IsMalformed)
        {
            samples.Unavailable("online", Reason.Malformed, "/sys/devices/system/cpu/online is not a list of CPUs");
            return;
        }

        while (all.Next(out var cpu))
        {
            while (some && used < cpu)
                some = inUse.Next(out used);
            samples.Add(Online, some && used == cpu ? 1 : 0, numbers[cpu]);
        }
    }

    internal void EmitIsolated(Samples samples, ReadOnlySpan<byte> isolated)
    {
        var list = new CpuList(isolated);
        while (list.Next(out var cpu))
            samples.Add(Isolated, 1, numbers[cpu]);
    }

    bool TryEmitCpu(Samples samples, ReadOnlySpan<byte> line)
    {
        var fields = new Fields(line);
        var name = fields.Next();
        if (!Utf8Parser.TryParse(name, out int cpu, out var used) || used != name.Length || cpu is < 0 or >= CpuRatchet.MaxCpus)
            return false;

        Span<ulong> ticks = stackalloc ulong[CpuRatchet.Modes];
        var count = 0;
        for (var field = fields.Next(); !field.IsEmpty && count < ticks.Length; field = fields.Next())
        {
            if (!Utf8Parser.TryParse(field, out ticks[count++], out used) || used != field.Length)
                return false;
        }

        // Up to idle since ever; the others came with 2.5.41 (iowait) to 2.6.33 (guest_nice), and are absent before.
        if (count < 4)
            return false;

        var times = ratchet.Advance(cpu, ticks[..count]);
        for (var mode = 0; mode < times.Length; mode++)
            samples.Add(mode < FirstGuest ? Seconds : GuestSeconds, times[mode] / TicksPerSecond, numbers[cpu], Modes[mode]);
        return true;
    }
}
