using System.Buffers.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Container;

/// <summary>
/// How long tasks of a cgroup had to wait for what was short (Documentation/accounting/psi.rst): <c>cpu.pressure</c>,
/// <c>memory.pressure</c>, <c>io.pressure</c>. Version 2 only; kernels can be built or started without.
/// </summary>
internal sealed class CgroupPressure : ICgroupPart
{
    internal static readonly FamilySet Families = new("cpu.pressure, memory.pressure, io.pressure of a cgroup");

    static readonly PressureFamilies Cpu = new(
        Families.Counter("container_pressure_cpu_waiting_seconds_total", "Time in which some task waited for a CPU, in seconds.", "id", "name"),
        Families.Counter("container_pressure_cpu_stalled_seconds_total", "Time in which every task that could run waited for a CPU, in seconds.", "id", "name"));

    static readonly PressureFamilies Memory = new(
        Families.Counter("container_pressure_memory_waiting_seconds_total", "Time in which some task waited for memory, in seconds.", "id", "name"),
        Families.Counter("container_pressure_memory_stalled_seconds_total", "Time in which every task waited for memory, in seconds.", "id", "name"));

    static readonly PressureFamilies Io = new(
        Families.Counter("container_pressure_io_waiting_seconds_total", "Time in which some task waited for a disk, in seconds.", "id", "name"),
        Families.Counter("container_pressure_io_stalled_seconds_total", "Time in which every task waited for a disk, in seconds.", "id", "name"));

    const double MicrosecondsPerSecond = 1e6;

    public void Read(Cgroup cgroup, PseudoReader reader, Samples samples)
    {
        Read(cgroup, reader, "cpu.pressure"u8, Cpu, samples);
        Read(cgroup, reader, "memory.pressure"u8, Memory, samples);
        Read(cgroup, reader, "io.pressure"u8, Io, samples);
    }

    static void Read(Cgroup cgroup, PseudoReader reader, ReadOnlySpan<byte> file, PressureFamilies families, Samples samples)
    {
        if (cgroup.InUnified is { } directory && reader.TryReadRecord(directory, file, out var pressure))
            Emit(samples, cgroup, pressure, families);
    }

    /// <summary>Lines <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=1</c> and <c>full …</c>, in microseconds.</summary>
    internal static void Emit(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> pressure, PressureFamilies families)
    {
        var lines = new Lines(pressure);
        while (lines.Next(out var line))
        {
            var family = line.StartsWith("some "u8) ? families.Waiting : line.StartsWith("full "u8) ? families.Stalled : null;
            var total = line.IndexOf(" total="u8);
            if (family is not null && total > 0 && Utf8Parser.TryParse(line[(total + " total=".Length)..], out ulong time, out _))
                samples.Add(family, time / MicrosecondsPerSecond, cgroup.Id, cgroup.Name);
        }
    }

    /// <inheritdoc cref="Emit(Samples, Cgroup, ReadOnlySpan{byte}, PressureFamilies)"/>
    internal static void Emit(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> pressure) => Emit(samples, cgroup, pressure, Io);

    internal readonly record struct PressureFamilies(Family Waiting, Family Stalled);
}
