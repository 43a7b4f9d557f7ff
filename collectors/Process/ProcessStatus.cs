using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Collectors.Process;

/// <summary>
/// What <c>/proc/&lt;pid&gt;/status</c> says about the memory of a process, in bytes, and how often it went off a CPU
/// (proc_pid_status(5)). Kernel threads and zombies have no memory.
/// </summary>
internal readonly record struct ProcessStatus(
    ulong AnonymousBytes, ulong FileBytes, ulong SharedBytes, ulong SwappedBytes, ulong VoluntarySwitches, ulong InvoluntarySwitches)
{
    /// <summary>The number of the process in its own PID namespace, which is what it knows itself by; 0 before Linux 4.1.</summary>
    internal int NamespacePid { get; init; }

    /// <summary>Huge pages that it has touched, in bytes, which are in none of the others.</summary>
    internal ulong HugePageBytes { get; init; }

    /// <summary>Lines that are missing or malformed count as 0.</summary>
    internal static ProcessStatus Parse(ReadOnlySpan<byte> status)
    {
        ulong anonymous = 0, file = 0, shared = 0, swapped = 0, huge = 0, voluntary = 0, involuntary = 0;
        var namespacePid = 0;
        var lines = new Lines(status);
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            var key = fields.Next();
            if (key.SequenceEqual("RssAnon:"u8))
                anonymous = Bytes(ref fields);
            else if (key.SequenceEqual("RssFile:"u8))
                file = Bytes(ref fields);
            else if (key.SequenceEqual("RssShmem:"u8))
                shared = Bytes(ref fields);
            else if (key.SequenceEqual("VmSwap:"u8))
                swapped = Bytes(ref fields);
            else if (key.SequenceEqual("HugetlbPages:"u8))
                huge = Bytes(ref fields);
            else if (key.SequenceEqual("NSpid:"u8))
                namespacePid = Last(ref fields);
            else if (key.SequenceEqual("voluntary_ctxt_switches:"u8))
                _ = fields.Integer(out voluntary);
            else if (key.SequenceEqual("nonvoluntary_ctxt_switches:"u8))
                _ = fields.Integer(out involuntary);
        }

        return new(anonymous, file, shared, swapped, voluntary, involuntary) { NamespacePid = namespacePid, HugePageBytes = huge };
    }

    /// <summary>One number for each namespace, the process's own last.</summary>
    static int Last(ref Fields fields)
    {
        ulong last = 0;
        while (fields.More)
        {
            if (!fields.Integer(out last))
                return 0;
        }

        return last <= int.MaxValue ? (int)last : 0;
    }

    /// <summary>A number in kB, as procfs writes memory.</summary>
    internal static ulong Bytes(ref Fields fields) => fields.Integer(out var kilobytes) && kilobytes < ulong.MaxValue / 1024 ? kilobytes * 1024 : 0;
}

/// <summary>The share of a process in the memory that it has in common with others, in bytes: <c>/proc/&lt;pid&gt;/smaps_rollup</c> (Linux 4.14).</summary>
internal readonly record struct ProportionalMemory(ulong ResidentBytes, ulong SwappedBytes)
{
    internal static ProportionalMemory Parse(ReadOnlySpan<byte> smaps)
    {
        ulong resident = 0, swapped = 0;
        var lines = new Lines(smaps);
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            var key = fields.Next();
            if (key.SequenceEqual("Pss:"u8))
                resident = ProcessStatus.Bytes(ref fields);
            else if (key.SequenceEqual("SwapPss:"u8))
                swapped = ProcessStatus.Bytes(ref fields);
        }

        return new(resident, swapped);
    }
}

/// <summary>What a process made disks do, in bytes: <c>/proc/&lt;pid&gt;/io</c> (proc_pid_io(5)).</summary>
internal readonly record struct ProcessIo(ulong ReadBytes, ulong WrittenBytes)
{
    internal static bool TryParse(ReadOnlySpan<byte> io, out ProcessIo process)
    {
        ulong? read = null, written = null;
        var lines = new Lines(io);
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            var key = fields.Next();
            if (key.SequenceEqual("read_bytes:"u8) && fields.Integer(out var value))
                read = value;
            else if (key.SequenceEqual("write_bytes:"u8) && fields.Integer(out value))
                written = value;
        }

        process = new(read ?? 0, written ?? 0);
        return read is not null && written is not null;
    }
}
