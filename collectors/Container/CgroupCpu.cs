using System.Buffers.Text;
using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Container;

/// <summary>
/// CPU time, quota and throttling of a cgroup: <c>cpu.stat</c>, <c>cpu.max</c>, <c>cpu.weight</c>; in version 1
/// <c>cpuacct.usage</c>, <c>cpuacct.stat</c> or the <c>cpu.stat</c> of a hybrid's version 2, <c>cpu.stat</c>, <c>cpu.cfs_*</c>, <c>cpu.shares</c>.
/// </summary>
internal sealed class CgroupCpu(NodeFiles files) : ICgroupPart
{
    internal static readonly FamilySet Families = new("cpu.stat, cpu.max, cpu.weight, cpuset.cpus.effective of a cgroup");

    static readonly Family Usage = Families.Counter("container_cpu_usage_seconds_total", "CPU time used, in seconds; cpu is always total.", "id", "name", "cpu");
    static readonly Family User = Families.Counter("container_cpu_user_seconds_total", "CPU time used in user mode, in seconds.", "id", "name");
    static readonly Family Kernel = Families.Counter("container_cpu_system_seconds_total", "CPU time used in the kernel, in seconds.", "id", "name");
    static readonly Family Periods = Families.Counter("container_cpu_cfs_periods_total", "Periods in which something ran under the CPU quota.", "id", "name");
    static readonly Family ThrottledPeriods = Families.Counter("container_cpu_cfs_throttled_periods_total", "Periods in which the CPU quota was used up before their end.", "id", "name");
    static readonly Family ThrottledTime = Families.Counter("container_cpu_cfs_throttled_seconds_total", "Time that CPUs were kept from the cgroup because its quota was used up, in seconds.", "id", "name");
    static readonly Family BurstPeriods = Families.Counter("container_cpu_cfs_burst_periods_total", "Periods in which more than the CPU quota was used, saved up from earlier ones.", "id", "name");
    static readonly Family BurstTime = Families.Counter("container_cpu_cfs_burst_seconds_total", "CPU time used above the quota, in seconds.", "id", "name");
    static readonly Family Quota = Families.Gauge("container_spec_cpu_quota", "CPU time that may be used in each period, in microseconds; absent without a quota.", "id", "name");
    static readonly Family Period = Families.Gauge("container_spec_cpu_period", "Length of a period of the CPU quota, in microseconds.", "id", "name");
    static readonly Family Shares = Families.Gauge("container_spec_cpu_shares", "Weight against its neighbours when CPUs are short, on the scale of version 1, where 1024 is usual.", "id", "name");
    static readonly Family Effective = Families.Gauge("container_cpu_effective_limit_cores", "CPUs that can be used at once: the least of its quota, those of the cgroups around it that can be seen, and the CPUs it may run on.", "id", "name");

    const double NanosecondsPerSecond = 1e9;
    const double MicrosecondsPerSecond = 1e6;
    const double TicksPerSecond = 100;

    readonly byte[] cpus = Encoding.UTF8.GetBytes(files.Sys("devices/system/cpu"));

    public void Read(Cgroup cgroup, PseudoReader reader, Samples samples)
    {
        var quota = ReadLimit(cgroup, cgroup.Cpu, reader);
        var limit = quota.Cores;
        foreach (var ancestor in cgroup.CpuAncestors)
            limit = Math.Min(limit, ReadLimit(cgroup, ancestor, reader).Cores);

        if (cgroup.CpuAccounting is { } accounting)
            ReadUsage(cgroup, accounting, reader, samples);
        else if (cgroup.InUnified is { } unified && reader.TryReadRecord(unified, "cpu.stat"u8, out var counted))
            EmitUsage(samples, cgroup, counted);
        else
            samples.Unavailable("cpu", Reason.NotFound, $"{cgroup.Id} has no CPU time of its own: it is in no group below cpuacct, nor in one of version 2 that counts; under systemd, CPUAccounting=yes makes one");
        if (cgroup.Cpu is { } cpu)
        {
            EmitQuota(samples, cgroup, quota);
            if (quota.Quota is not null && reader.TryReadRecord(cpu, "cpu.stat"u8, out var stat))
                EmitThrottling(samples, cgroup, stat);
            if (reader.TryReadNumber(cpu, cgroup.IsUnified ? "cpu.weight"u8 : "cpu.shares"u8, out var weight))
                samples.Add(Shares, cgroup.IsUnified ? SharesOf(weight) : weight, cgroup.Id, cgroup.Name);
        }

        if (cgroup.Cpu is null && cgroup.CpuSet is null)
            return;
        if (CountCpus(cgroup, reader) is > 0 and var count)
            limit = Math.Min(limit, count);
        if (double.IsFinite(limit))
            samples.Add(Effective, limit, cgroup.Id, cgroup.Name);
    }

    static void ReadUsage(Cgroup cgroup, ReadOnlySpan<byte> accounting, PseudoReader reader, Samples samples)
    {
        if (cgroup.IsUnified)
        {
            if (reader.TryReadRecord(accounting, "cpu.stat"u8, out var stat))
                EmitUsage(samples, cgroup, stat);
            return;
        }

        if (reader.TryReadNumber(accounting, "cpuacct.usage"u8, out var nanoseconds))
            samples.Add(Usage, nanoseconds / NanosecondsPerSecond, cgroup.Id, cgroup.Name, "total");
        if (reader.TryReadRecord(accounting, "cpuacct.stat"u8, out var ticks))
            EmitUsage(samples, cgroup, ticks);
    }

    /// <param name="stat"><c>cpu.stat</c>, or version 1's <c>cpuacct.stat</c>.</param>
    internal static void EmitUsage(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> stat)
    {
        var numbers = new KeyedNumbers(stat);
        while (numbers.Next(out var key, out var value))
        {
            if (key.SequenceEqual("usage_usec"u8))
                samples.Add(Usage, value / MicrosecondsPerSecond, cgroup.Id, cgroup.Name, "total");
            else if (key.SequenceEqual("user_usec"u8))
                samples.Add(User, value / MicrosecondsPerSecond, cgroup.Id, cgroup.Name);
            else if (key.SequenceEqual("system_usec"u8))
                samples.Add(Kernel, value / MicrosecondsPerSecond, cgroup.Id, cgroup.Name);
            else if (key.SequenceEqual("user"u8))
                samples.Add(User, value / TicksPerSecond, cgroup.Id, cgroup.Name);
            else if (key.SequenceEqual("system"u8))
                samples.Add(Kernel, value / TicksPerSecond, cgroup.Id, cgroup.Name);
        }
    }

    internal static void EmitThrottling(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> stat)
    {
        var numbers = new KeyedNumbers(stat);
        while (numbers.Next(out var key, out var value))
        {
            var (family, divisor) = ThrottlingOf(key);
            if (family is not null)
                samples.Add(family, value / divisor, cgroup.Id, cgroup.Name);
        }
    }

    static (Family? Family, double Divisor) ThrottlingOf(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("nr_periods"u8) ? (Periods, 1)
        : key.SequenceEqual("nr_throttled"u8) ? (ThrottledPeriods, 1)
        : key.SequenceEqual("nr_bursts"u8) ? (BurstPeriods, 1)
        : key.SequenceEqual("throttled_usec"u8) ? (ThrottledTime, MicrosecondsPerSecond)
        : key.SequenceEqual("burst_usec"u8) ? (BurstTime, MicrosecondsPerSecond)
        : key.SequenceEqual("throttled_time"u8) ? (ThrottledTime, NanosecondsPerSecond)
        : key.SequenceEqual("burst_time"u8) ? (BurstTime, NanosecondsPerSecond)
        : (null, 1);

    static void EmitQuota(Samples samples, Cgroup cgroup, CpuQuota quota)
    {
        if (quota.Quota is { } time)
            samples.Add(Quota, time, cgroup.Id, cgroup.Name);
        if (quota.Period is { } period)
            samples.Add(Period, period, cgroup.Id, cgroup.Name);
    }

    static CpuQuota ReadLimit(Cgroup cgroup, ReadOnlySpan<byte> directory, PseudoReader reader)
    {
        if (directory.IsEmpty)
            return default;
        if (cgroup.IsUnified)
            return reader.TryReadRecord(directory, "cpu.max"u8, out var max) ? CpuQuota.Parse(max) : default;

        // -1 without a quota, and so no number.
        ulong? quota = reader.TryReadNumber(directory, "cpu.cfs_quota_us"u8, out var time) ? time : null;
        return new(quota, reader.TryReadNumber(directory, "cpu.cfs_period_us"u8, out var period) ? period : null);
    }

    /// <summary>The CPUs that the cgroup may run on, else those of the machine.</summary>
    int CountCpus(Cgroup cgroup, PseudoReader reader)
    {
        if (cgroup.CpuSet is { } set
            && reader.TryReadRecord(set, cgroup.IsUnified ? "cpuset.cpus.effective"u8 : "cpuset.effective_cpus"u8, out var allowed)
            && Count(allowed) is > 0 and var own)
            return own;
        return reader.TryReadRecord(cpus, "online"u8, out var online) ? Count(online) : 0;
    }

    static int Count(ReadOnlySpan<byte> cpuList)
    {
        var count = 0;
        for (var list = new CpuList(cpuList); list.Next(out _);)
            count++;
        return count;
    }

    /// <summary>A weight of 1 to 10,000 as shares of 2 to 262,144: how Kubernetes and cAdvisor convert.</summary>
    static double SharesOf(ulong weight) => 2 + Math.Floor((Math.Clamp(weight, 1, 10_000) - 1) * 262_142 / 9_999d);
}

/// <summary>How much CPU time a cgroup may use in how much time, both in microseconds; null is no limit.</summary>
internal readonly record struct CpuQuota(ulong? Quota, ulong? Period)
{
    /// <summary>CPUs; infinite without a quota.</summary>
    internal double Cores => Quota is { } quota && Period is > 0 and var period ? (double)quota / period : double.PositiveInfinity;

    /// <summary><c>cpu.max</c>: <c>max 100000</c> or <c>50000 100000</c>.</summary>
    internal static CpuQuota Parse(ReadOnlySpan<byte> max)
    {
        var fields = new Fields(max);
        ulong? quota = Utf8Parser.TryParse(fields.Next(), out ulong time, out _) ? time : null;
        return new(quota, fields.Integer(out var period) ? period : null);
    }
}
