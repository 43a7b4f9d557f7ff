using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>This process as the kernel sees it, under the names that Prometheus' client libraries use.</summary>
internal sealed class ProcessCollector : ICollector
{
    internal static readonly FamilySet Families = new("/proc/self/{stat,fd,limits}");

    static readonly Family Cpu = Families.Counter("process_cpu_seconds_total", "CPU time that this process has used in user and system mode, in seconds.");
    static readonly Family ResidentMemory = Families.Gauge("process_resident_memory_bytes", "Physical memory of this process, in bytes.");
    static readonly Family VirtualMemory = Families.Gauge("process_virtual_memory_bytes", "Address space of this process, in bytes.");
    static readonly Family OpenFds = Families.Gauge("process_open_fds", "File descriptors that this process has open.");
    static readonly Family MaxFds = Families.Gauge("process_max_fds", "File descriptors that this process may open.");
    static readonly Family StartTime = Families.Gauge("process_start_time_seconds", "Unix time at which this process started, in seconds.");
    static readonly Family Threads = Families.Gauge("process_threads", "Threads of this process.");

    readonly byte[] buffer = new byte[4096];
    readonly DateTimeOffset started;

    internal ProcessCollector()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        started = process.StartTime;
    }

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (ProcessReading.Parse(Read("/proc/self/stat"), Environment.SystemPageSize) is { } process)
            Emit(samples, started, process with { OpenFiles = OpenFiles.Count(), MaxOpenFiles = ProcessReading.ParseMaxOpenFiles(Read("/proc/self/limits")) });
        else
            samples.Unavailable(Reason.Malformed, "/proc/self/stat has fewer fields than documented, or one that is not a number");
        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, DateTimeOffset started, ProcessReading process)
    {
        samples.Add(Cpu, process.Cpu.TotalSeconds);
        samples.Add(ResidentMemory, process.ResidentMemory);
        samples.Add(VirtualMemory, process.VirtualMemory);
        samples.Add(StartTime, started.ToUnixTimeMilliseconds() / 1000.0);
        samples.Add(Threads, process.Threads);
        if (process.OpenFiles is { } open)
            samples.Add(OpenFds, open);
        if (process.MaxOpenFiles is { } most)
            samples.Add(MaxFds, most);
    }

    ReadOnlySpan<byte> Read(string path)
    {
        using var file = File.OpenHandle(path);
        return buffer.AsSpan(0, RandomAccess.Read(file, buffer, 0));
    }
}
