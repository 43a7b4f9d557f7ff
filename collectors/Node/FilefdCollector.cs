using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Open files of the whole machine against its limit, from <c>/proc/sys/fs/file-nr</c> (proc_sys_fs(5)).</summary>
internal sealed class FilefdCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/sys/fs/file-nr");

    static readonly Family Allocated = Families.Gauge("node_filefd_allocated", "File handles that the kernel has given out.");
    static readonly Family Maximum = Families.Gauge("node_filefd_maximum", "File handles that the kernel would give out in all.");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc("sys/fs/file-nr", samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, ReadOnlySpan<byte> fileNr)
    {
        // Between the two is what was given back and is kept for the next, always 0 since 2.6.
        var fields = new Fields(fileNr);
        if (fields.Integer(out var allocated) && fields.Integer(out _) && fields.Integer(out var maximum))
        {
            samples.Add(Allocated, allocated);
            samples.Add(Maximum, maximum);
        }
        else
        {
            samples.Unavailable(Reason.Malformed, "/proc/sys/fs/file-nr is not three numbers");
        }
    }
}
