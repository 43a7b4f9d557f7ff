using System.Buffers;
using System.Text;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>One chip of <c>/sys/class/hwmon</c>: which files it has is found out once, for they stay as long as the chip.</summary>
internal sealed class HwmonChip
{
    readonly SysfsDevice device;

    /// <param name="name">Of the directory, such as <c>hwmon0</c>.</param>
    /// <param name="exclusion">Of sensors, by <c>chip;sensor</c>.</param>
    internal HwmonChip(string name, string path, Exclusion exclusion)
    {
        device = new(name, path);
        DriverName = Clean(device.Fact("name"u8) ?? "");
        Name = StableName(path) is { Length: > 0 } stable ? stable : DriverName.Length > 0 ? DriverName : Clean(name);

        // Drivers from before Linux 3.13 put their files beside the directory.
        var attributes = Attributes("").Concat(Attributes("device/")).GroupBy(attribute => attribute.Sensor).Where(sensor => !exclusion.Covers($"{Name};{sensor.Key}"));
        foreach (var sensor in attributes.OrderBy(sensor => sensor.Key, StringComparer.Ordinal))
            Add([.. sensor.DistinctBy(attribute => attribute.Element)]);
    }

    /// <summary>The device's, which stays the same whatever order the kernel's modules are loaded in: <c>platform_coretemp_0</c>.</summary>
    internal string Name { get; }

    /// <summary>Such as <c>coretemp</c>; empty where the driver gives none.</summary>
    internal string DriverName { get; }

    internal List<(string Sensor, string Label)> Labels { get; } = [];

    internal List<HwmonValue> Values { get; } = [];

    internal bool TryRead(byte[] file, out double number) => device.TryRead(file, out number);

    /// <summary>Lower case letters, digits, <c>:</c> and <c>_</c>: whatever else is in a name becomes <c>_</c>, except at its ends.</summary>
    internal static string Clean(string name) =>
        string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is ':' or '_' ? c : '_')).Trim('_');

    void Add(HwmonAttribute[] attributes)
    {
        var label = attributes.FirstOrDefault(attribute => attribute.Element == "label") is { } file ? device.Fact(Encoding.UTF8.GetBytes(file.File)) : null;
        if (label is not null)
            Labels.Add((attributes[0].Sensor, label));
        var hasPlain = attributes.Any(attribute => attribute.Element.Length == 0);
        foreach (var attribute in attributes.OrderBy(attribute => attribute.Element, StringComparer.Ordinal))
        {
            if (attribute.Meaning(hasPlain, label) is { } value)
                Values.Add(value);
        }
    }

    List<HwmonAttribute> Attributes(string directory)
    {
        var found = new List<HwmonAttribute>();
        var entries = new ArrayBufferWriter<byte>();
        if (ProcDirectory.Read(Encoding.UTF8.GetBytes($"{device.Path}/{directory}\0"), entries) != 0)
            return found;
        var walk = new DirectoryEntries(entries.WrittenSpan);
        while (walk.Next())
        {
            if (!walk.IsDirectory && HwmonAttribute.TryParse(directory, Encoding.UTF8.GetString(walk.Name), out var attribute))
                found.Add(attribute);
        }

        return found;
    }

    static string StableName(string path)
    {
        var target = Encoding.UTF8.GetString(ProcDirectory.RealPath(Encoding.UTF8.GetBytes($"{path}/device\0")));
        var parts = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? "" : parts.Length == 1 ? Clean(parts[0]) : $"{Clean(parts[^2])}_{Clean(parts[^1])}".Trim('_');
    }
}

/// <summary>A file of a chip and what it is exposed as.</summary>
/// <param name="File">Below the chip's directory.</param>
/// <param name="Sensor">The label.</param>
/// <param name="Divisor">How many of the file's units are one of the family's.</param>
internal sealed record HwmonValue(byte[] File, string Sensor, FieldFamily Family, FamilyKind Kind, double Divisor);
