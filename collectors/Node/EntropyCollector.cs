using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>The state of the kernel's random number generator, from <c>/proc/sys/kernel/random</c> (random(4)).</summary>
internal sealed class EntropyCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/sys/kernel/random");

    static readonly Family Available = Families.Gauge("node_entropy_available_bits", "Entropy in the kernel's pool, in bits; always full since Linux 5.18.");
    static readonly Family PoolSize = Families.Gauge("node_entropy_pool_size_bits", "Size of the kernel's entropy pool, in bits.");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Emit(samples, Available, "entropy_avail", "sys/kernel/random/entropy_avail");
        Emit(samples, PoolSize, "poolsize", "sys/kernel/random/poolsize");
        return ValueTask.CompletedTask;
    }

    void Emit(Samples samples, Family family, string part, string path)
    {
        if (!files.TryReadProc(path, part, samples, out var file))
            return;
        using (file)
            Emit(samples, family, file.Text);
    }

    internal static void Emit(Samples samples, Family family, ReadOnlySpan<byte> bits)
    {
        if (new Fields(bits).Integer(out var value))
            samples.Add(family, value);
        else
            samples.Unavailable(Reason.Malformed, "/proc/sys/kernel/random has a file that is not a number");
    }
}
