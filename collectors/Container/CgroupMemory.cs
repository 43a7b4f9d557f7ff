using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Container;

/// <summary>
/// Memory of a cgroup and all below it, its limits and what came of them: <c>memory.current</c>, <c>memory.stat</c>,
/// <c>memory.events</c> and others; in version 1 <c>memory.usage_in_bytes</c> and its like.
/// </summary>
internal sealed class CgroupMemory(NodeFiles files) : ICgroupPart
{
    internal static readonly FamilySet Families = new("memory.current, memory.stat, memory.events, memory.max of a cgroup");

    static readonly Family Usage = Families.Gauge("container_memory_usage_bytes", "Memory in use, the page cache included, in bytes.", "id", "name");
    static readonly Family WorkingSet = Families.Gauge("container_memory_working_set_bytes", "Memory in use without the file pages that were not used lately, in bytes.", "id", "name");
    static readonly Family MaxUsage = Families.Gauge("container_memory_max_usage_bytes", "Most memory ever in use, in bytes.", "id", "name");
    static readonly Family Swap = Families.Gauge("container_memory_swap", "Memory that was swapped out, in bytes.", "id", "name");
    static readonly Family Kernel = Families.Gauge("container_memory_kernel_usage", "Memory that the kernel uses on behalf of the cgroup, in bytes.", "id", "name");
    static readonly Family FailCount = Families.Counter("container_memory_failcnt", "Times that the memory limit was hit; the kernel then tries to reclaim.", "id", "name");
    static readonly Family Failures = Families.Counter("container_memory_failures_total", "Page faults; pgmajfault is those that had to read from a disk.", "id", "name", "failure_type", "scope");
    static readonly Family EventsHigh = Families.Counter("container_memory_events_high_total", "Times that the cgroup was slowed down for being above memory.high.", "id", "name");
    static readonly Family EventsMax = Families.Counter("container_memory_events_max_total", "Times that memory.max was about to be exceeded.", "id", "name");
    static readonly Family EventsOom = Families.Counter("container_memory_events_oom_total", "Times that memory could not be had at the limit; a kill need not follow.", "id", "name");
    static readonly Family OomKills = Families.Counter("container_oom_events_total", "Processes that were killed because memory ran out.", "id", "name");
    static readonly Family Limit = Families.Gauge("container_spec_memory_limit_bytes", "Memory limit of this very cgroup, in bytes; 0 without one.", "id", "name");
    static readonly Family SwapLimit = Families.Gauge("container_spec_memory_swap_limit_bytes", "Swap limit, in bytes, in version 1 that of memory and swap together; 0 without one.", "id", "name");
    static readonly Family Reservation = Families.Gauge("container_spec_memory_reservation_limit_bytes", "Memory that is protected from reclaim (memory.min), or the soft limit of version 1, in bytes; 0 without one.", "id", "name");
    static readonly Family High = Families.Gauge("container_spec_memory_high_bytes", "Memory above which the cgroup is slowed down and reclaimed from (memory.high), in bytes; 0 without one.", "id", "name");
    static readonly Family Effective = Families.Gauge("container_memory_effective_limit_bytes", "Memory that can be had: the least of its limit, those of the cgroups around it that can be seen, and the machine's memory, in bytes.", "id", "name");

    /// <summary>Keys of <c>memory.stat</c>, and of version 1's where the cgroups below count as well.</summary>
    static readonly (string Key, string Old, Family Family)[] Stat =
    [
        ("anon", "total_rss", Families.Gauge("container_memory_rss", "Anonymous memory (anon), in bytes: heaps and stacks, no shared memory.", "id", "name")),
        ("file", "total_cache", Families.Gauge("container_memory_cache", "Page cache (file), in bytes; shared memory and tmpfs are part of it.", "id", "name")),
        ("file_mapped", "total_mapped_file", Families.Gauge("container_memory_mapped_file", "Page cache that is mapped into processes, in bytes.", "id", "name")),
        ("shmem", "total_shmem", Families.Gauge("container_memory_shmem_bytes", "Shared memory and tmpfs, in bytes: page cache that cannot be dropped.", "id", "name")),
        ("kernel", "", Kernel),
        ("active_file", "total_active_file", Families.Gauge("container_memory_total_active_file_bytes", "File pages that were used lately, in bytes.", "id", "name")),
        (InactiveFile, "total_inactive_file", Families.Gauge("container_memory_total_inactive_file_bytes", "File pages that were not used lately, in bytes: reclaimed first.", "id", "name")),
        ("file_dirty", "total_dirty", Families.Gauge("container_memory_file_dirty_bytes", "File pages that wait to be written back, in bytes.", "id", "name")),
        ("file_writeback", "total_writeback", Families.Gauge("container_memory_file_writeback_bytes", "File pages that are being written back, in bytes.", "id", "name")),
        ("pgscan", "", Families.Counter("container_memory_pgscan_total", "Pages that reclaim has looked at.", "id", "name")),
        ("pgsteal", "", Families.Counter("container_memory_pgsteal_total", "Pages that reclaim has taken.", "id", "name")),
        ("workingset_refault_file", "total_workingset_refault_file", Families.Counter("container_memory_workingset_refault_file_total", "File pages that were reclaimed and needed again.", "id", "name")),
        ("workingset_refault_anon", "total_workingset_refault_anon", Families.Counter("container_memory_workingset_refault_anon_total", "Anonymous pages that were reclaimed and needed again.", "id", "name")),
        ("", "total_swap", Swap),
    ];

    const string InactiveFile = "inactive_file";

    /// <summary>Version 1 rounds "no limit" down to whole pages.</summary>
    const ulong NoLimit = 1UL << 62;

    static readonly Family Inactive = Array.Find(Stat, stat => stat.Key == InactiveFile).Family;

    readonly Utf8Map<Family?> keys = new(key => Array.Find(Stat, stat => stat.Key == key).Family);
    readonly Utf8Map<Family?> oldKeys = new(key => Array.Find(Stat, stat => stat.Old == key).Family);
    readonly byte[] procfs = Encoding.UTF8.GetBytes(files.Proc("").TrimEnd('/'));

    public void Read(Cgroup cgroup, PseudoReader reader, Samples samples)
    {
        if (cgroup.Memory is not { } memory)
            return;
        ulong? usage = reader.TryReadNumber(memory, cgroup.IsUnified ? "memory.current"u8 : "memory.usage_in_bytes"u8, out var bytes) ? bytes : null;
        var limit = ulong.MaxValue;
        if (reader.TryRead(memory, "memory.stat"u8, out var stat))
            limit = EmitStat(samples, cgroup, stat, usage);
        else if (usage is { } alone)
            samples.Add(Usage, alone, cgroup.Id, cgroup.Name);

        if (cgroup.IsUnified)
            ReadUnified(cgroup, memory, reader, samples, ref limit);
        else
            ReadOld(cgroup, memory, reader, samples, ref limit);
        if (reader.TryRead(procfs, "meminfo"u8, static _ => true, out var meminfo) && Total(meminfo) is { } total)
            samples.Add(Effective, Math.Min(limit, total), cgroup.Id, cgroup.Name);
    }

    static void ReadUnified(Cgroup cgroup, byte[] memory, PseudoReader reader, Samples samples, ref ulong limit)
    {
        limit = Math.Min(limit, EmitLimit(samples, Limit, cgroup, reader, "memory.max"u8));
        foreach (var ancestor in cgroup.MemoryAncestors)
        {
            if (reader.TryReadNumber(ancestor, "memory.max"u8, out var above))
                limit = Math.Min(limit, above);
        }

        EmitLimit(samples, SwapLimit, cgroup, reader, "memory.swap.max"u8);
        EmitLimit(samples, Reservation, cgroup, reader, "memory.min"u8);
        EmitLimit(samples, High, cgroup, reader, "memory.high"u8);
        EmitNumber(samples, MaxUsage, cgroup, reader, "memory.peak"u8);
        EmitNumber(samples, Swap, cgroup, reader, "memory.swap.current"u8);
        if (reader.TryRead(memory, "memory.events"u8, out var events))
            EmitEvents(samples, cgroup, events);
    }

    static void ReadOld(Cgroup cgroup, byte[] memory, PseudoReader reader, Samples samples, ref ulong limit)
    {
        limit = Math.Min(limit, EmitLimit(samples, Limit, cgroup, reader, "memory.limit_in_bytes"u8));
        EmitLimit(samples, SwapLimit, cgroup, reader, "memory.memsw.limit_in_bytes"u8);
        EmitLimit(samples, Reservation, cgroup, reader, "memory.soft_limit_in_bytes"u8);
        EmitNumber(samples, MaxUsage, cgroup, reader, "memory.max_usage_in_bytes"u8);
        EmitNumber(samples, Kernel, cgroup, reader, "memory.kmem.usage_in_bytes"u8);
        EmitNumber(samples, FailCount, cgroup, reader, "memory.failcnt"u8);
        if (reader.TryRead(memory, "memory.oom_control"u8, out var control))
            EmitEvents(samples, cgroup, control);
    }

    /// <param name="usage">Memory in use, where it is known.</param>
    /// <returns>The limit that version 1 says is in force here, those around it included.</returns>
    internal ulong EmitStat(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> stat, ulong? usage)
    {
        var limit = ulong.MaxValue;
        ulong inactive = 0;
        var known = cgroup.IsUnified ? keys : oldKeys;
        var numbers = new KeyedNumbers(stat);
        while (numbers.Next(out var key, out var value))
        {
            if (!key.IsEmpty && known[key] is { } family)
            {
                samples.Add(family, value, cgroup.Id, cgroup.Name);
                inactive = ReferenceEquals(family, Inactive) ? value : inactive;
            }
            else if (key.SequenceEqual("hierarchical_memory_limit"u8))
            {
                limit = value;
            }
            else
            {
                EmitFaults(samples, cgroup, key, value);
            }
        }

        if (usage is { } bytes)
        {
            samples.Add(Usage, bytes, cgroup.Id, cgroup.Name);
            samples.Add(WorkingSet, bytes - Math.Min(bytes, inactive), cgroup.Id, cgroup.Name);
        }

        return limit;
    }

    // Version 2 counts only with the cgroups below.
    static void EmitFaults(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> key, ulong value)
    {
        var isTotal = key.StartsWith("total_"u8);
        var plain = isTotal ? key["total_".Length..] : key;
        var type = plain.SequenceEqual("pgfault"u8) ? "pgfault" : plain.SequenceEqual("pgmajfault"u8) ? "pgmajfault" : null;
        if (type is null)
            return;
        if (!isTotal)
            samples.Add(Failures, value, cgroup.Id, cgroup.Name, type, "container");
        if (isTotal || cgroup.IsUnified)
            samples.Add(Failures, value, cgroup.Id, cgroup.Name, type, "hierarchy");
    }

    /// <param name="events"><c>memory.events</c>, or version 1's <c>memory.oom_control</c>.</param>
    internal static void EmitEvents(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> events)
    {
        var numbers = new KeyedNumbers(events);
        while (numbers.Next(out var key, out var count))
        {
            if (key.SequenceEqual("oom_kill"u8))
            {
                samples.Add(OomKills, count, cgroup.Id, cgroup.Name);
            }
            else if (key.SequenceEqual("max"u8))
            {
                samples.Add(FailCount, count, cgroup.Id, cgroup.Name);
                samples.Add(EventsMax, count, cgroup.Id, cgroup.Name);
            }
            else if (key.SequenceEqual("high"u8))
            {
                samples.Add(EventsHigh, count, cgroup.Id, cgroup.Name);
            }
            else if (key.SequenceEqual("oom"u8))
            {
                samples.Add(EventsOom, count, cgroup.Id, cgroup.Name);
            }
        }
    }

    /// <summary><c>MemTotal</c>, the first line of <c>/proc/meminfo</c>, in bytes.</summary>
    internal static ulong? Total(ReadOnlySpan<byte> meminfo)
    {
        var fields = new Fields(meminfo);
        return fields.Next().SequenceEqual("MemTotal:"u8) && fields.Integer(out var kilobytes) && kilobytes < NoLimit / 1024 ? kilobytes * 1024 : null;
    }

    /// <returns>The limit; the greatest number where there is none.</returns>
    static ulong EmitLimit(Samples samples, Family family, Cgroup cgroup, PseudoReader reader, ReadOnlySpan<byte> file)
    {
        if (!reader.TryRead(cgroup.Memory, file, out var text))
            return ulong.MaxValue;
        var isNumber = new Fields(text).Integer(out var limit);
        if (!isNumber && !text.StartsWith("max"u8))
            return ulong.MaxValue;
        var isLimit = isNumber && limit < NoLimit;
        samples.Add(family, isLimit ? limit : 0, cgroup.Id, cgroup.Name);
        return isLimit ? limit : ulong.MaxValue;
    }

    static void EmitNumber(Samples samples, Family family, Cgroup cgroup, PseudoReader reader, ReadOnlySpan<byte> file)
    {
        if (reader.TryReadNumber(cgroup.Memory, file, out var number))
            samples.Add(family, number, cgroup.Id, cgroup.Name);
    }
}
