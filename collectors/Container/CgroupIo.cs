using System.Buffers.Text;
using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Container;

/// <summary>
/// What a cgroup read from and wrote to block devices: <c>io.stat</c>; in version 1 <c>blkio.throttle.*</c>, with the cgroups below
/// where the kernel counts them. Writes through the page cache are counted in version 2 only.
/// </summary>
internal sealed class CgroupIo(NodeFiles files) : ICgroupPart
{
    internal static readonly FamilySet Families = new("io.stat of a cgroup, /sys/dev/block");

    static readonly Family ReadBytes = Families.Counter("container_fs_reads_bytes_total", "Bytes read from a block device.", "id", "name", "device");
    static readonly Family Reads = Families.Counter("container_fs_reads_total", "Reads from a block device.", "id", "name", "device");
    static readonly Family WrittenBytes = Families.Counter("container_fs_writes_bytes_total", "Bytes written to a block device.", "id", "name", "device");
    static readonly Family Writes = Families.Counter("container_fs_writes_total", "Writes to a block device.", "id", "name", "device");

    readonly Utf8Map<string> devices = new(numbers => DeviceName(files, numbers));

    public void Read(Cgroup cgroup, PseudoReader reader, Samples samples)
    {
        if (cgroup.Io is not { } io)
            return;
        if (cgroup.IsUnified)
        {
            if (reader.TryReadRecord(io, "io.stat"u8, out var stat))
                Emit(samples, cgroup, stat);
            return;
        }

        if (reader.TryReadRecord(io, "blkio.throttle.io_service_bytes_recursive"u8, out var bytes) || reader.TryReadRecord(io, "blkio.throttle.io_service_bytes"u8, out bytes))
            EmitOld(samples, cgroup, bytes, ReadBytes, WrittenBytes);
        if (reader.TryReadRecord(io, "blkio.throttle.io_serviced_recursive"u8, out var count) || reader.TryReadRecord(io, "blkio.throttle.io_serviced"u8, out count))
            EmitOld(samples, cgroup, count, Reads, Writes);
    }

    /// <summary>Lines <c>8:0 rbytes=1 wbytes=2 rios=3 wios=4 …</c>; a device that did nothing may have no numbers.</summary>
    internal void Emit(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> stat)
    {
        var lines = new Lines(stat);
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            var device = fields.Next();
            if (!IsDevice(device))
                continue;
            for (var field = fields.Next(); !field.IsEmpty; field = fields.Next())
            {
                var equals = field.IndexOf((byte)'=');
                if (equals > 0 && Of(field[..equals]) is { } family && Utf8Parser.TryParse(field[(equals + 1)..], out ulong value, out var used) && used == field.Length - equals - 1)
                    samples.Add(family, value, cgroup.Id, cgroup.Name, devices[device]);
            }
        }
    }

    /// <summary>Lines <c>8:0 Read 1</c>, <c>8:0 Write 2</c>, others that sum them up in other ways, and a total.</summary>
    internal void EmitOld(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> throttle, Family read, Family written)
    {
        var lines = new Lines(throttle);
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            var device = fields.Next();
            var operation = fields.Next();
            var family = operation.SequenceEqual("Read"u8) ? read : operation.SequenceEqual("Write"u8) ? written : null;
            if (family is not null && IsDevice(device) && fields.Integer(out var value))
                samples.Add(family, value, cgroup.Id, cgroup.Name, devices[device]);
        }
    }

    /// <inheritdoc cref="EmitOld(Samples, Cgroup, ReadOnlySpan{byte}, Family, Family)"/>
    internal void EmitOld(Samples samples, Cgroup cgroup, ReadOnlySpan<byte> throttle) => EmitOld(samples, cgroup, throttle, ReadBytes, WrittenBytes);

    static Family? Of(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("rbytes"u8) ? ReadBytes
        : key.SequenceEqual("wbytes"u8) ? WrittenBytes
        : key.SequenceEqual("rios"u8) ? Reads
        : key.SequenceEqual("wios"u8) ? Writes
        : null;

    static bool IsDevice(ReadOnlySpan<byte> numbers)
    {
        var colon = numbers.IndexOf((byte)':');
        return colon > 0 && Utf8Parser.TryParse(numbers, out uint _, out var used) && used == colon
            && Utf8Parser.TryParse(numbers[(colon + 1)..], out uint _, out used) && used == numbers.Length - colon - 1;
    }

    /// <summary><c>/dev/sda</c>, as cAdvisor names devices; the numbers themselves where sysfs does not know them.</summary>
    static string DeviceName(NodeFiles files, string numbers)
    {
        if (!NodeFiles.TryReadOptional(files.Sys($"dev/block/{numbers}/uevent"), out var uevent))
            return numbers;
        using (uevent)
        {
            var lines = new Lines(uevent.Text);
            while (lines.Next(out var line))
            {
                if (line.StartsWith("DEVNAME="u8))
                    return $"/dev/{Encoding.UTF8.GetString(line["DEVNAME=".Length..])}";
            }

            return numbers;
        }
    }
}
