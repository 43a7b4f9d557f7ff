using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>A file of a hwmon chip by its name: <c>temp1_crit</c> is the element <c>crit</c> of the sensor <c>temp1</c>, of type <c>temp</c>.</summary>
/// <param name="File">Below the chip's directory.</param>
/// <param name="Element">Empty where the name is the sensor's.</param>
internal sealed partial record HwmonAttribute(string File, string Type, string Sensor, string Element)
{
    static readonly string[] Types =
        ["beep_enable", "cpu", "curr", "energy", "fan", "freq", "humidity", "in", "intrusion", "power", "pwm", "temp", "update_interval", "vrm"];

    const double Milli = 1e3;
    const double Micro = 1e6;

    /// <summary>As a divisor, of a humidity in thousandths of a per cent.</summary>
    const double RatioOfMillipercent = 1e5;

    internal static bool TryParse(string directory, string name, [NotNullWhen(true)] out HwmonAttribute? attribute)
    {
        attribute = null;
        if (Name().Match(name) is not { Success: true } match || !Types.Contains(match.Groups["type"].Value))
            return false;
        var type = match.Groups["type"].Value;
        var number = match.Groups["number"].Value.TrimStart('0');
        attribute = new(directory + name, type, type + (number.Length == 0 ? "0" : number), match.Groups["element"].Value);
        return true;
    }

    /// <summary>What it is exposed as; null for what is not a number.</summary>
    /// <param name="hasPlain">The sensor also has a file of its own name, which then is the family without <c>_input</c>.</param>
    /// <param name="label">The sensor's.</param>
    internal HwmonValue? Meaning(bool hasPlain, string? label)
    {
        switch (Type, Element)
        {
            case (_, "label"):
                return null;
            case ("beep_enable", ""):
                return Value(HwmonCollector.Plain, "node_hwmon_beep_enabled", 1);
            case ("vrm", ""):
                return Value(HwmonCollector.Plain, "node_hwmon_voltage_regulator_version", 1);
            case ("update_interval", ""):
                return Value(HwmonCollector.Seconds, "node_hwmon_update_interval_seconds", Milli);
            case ("beep_enable" or "vrm" or "update_interval", _):
                return null;
        }

        var element = Element == "input" && !hasPlain ? "" : HwmonChip.Clean(Element);
        var name = element.Length == 0 ? $"node_hwmon_{Type}" : $"node_hwmon_{Type}_{element}";
        return (Type, Element) switch
        {
            (_, "fault" or "alarm") => Value(HwmonCollector.Plain, name, 1),
            (_, "beep") => Value(HwmonCollector.Plain, $"{name}_enabled", 1),
            ("in" or "cpu", _) => Value(HwmonCollector.Volts, $"{name}_volts", Milli),
            ("temp", not "type") => Value(HwmonCollector.Celsius, $"{name}_celsius", Milli),
            ("curr", _) => Value(HwmonCollector.Amps, $"{name}_amps", Milli),
            ("energy", _) => Value(HwmonCollector.Joules, $"{name}_joule_total", Micro),
            ("power", "accuracy") => Value(HwmonCollector.Plain, name, Micro),
            ("power", "average_interval" or "average_interval_min" or "average_interval_max") => Value(HwmonCollector.Seconds, $"{name}_seconds", Milli),
            ("power", _) => Value(HwmonCollector.Watts, $"{name}_watt", Micro),
            ("humidity", _) => Value(HwmonCollector.Plain, name, RatioOfMillipercent),
            ("fan", "input" or "min" or "max" or "target") => Value(HwmonCollector.Rpm, $"{name}_rpm", 1),
            ("freq", "input") => label is null ? null : Value(HwmonCollector.Megahertz, $"{name}_freq_mhz", Micro, HwmonChip.Clean(label)),
            _ => Value(HwmonCollector.Plain, name, 1),
        };
    }

    HwmonValue? Value(FamilyPattern pattern, string name, double divisor, string? sensor = null) =>
        FieldFamily.Of(pattern, name, pattern.Help) is { } family ? new(Encoding.UTF8.GetBytes(File), sensor ?? Sensor, family, pattern.Kind, divisor) : null;

    [GeneratedRegex("^(?<type>[^0-9]+)(?<number>[0-9]*)(_(?<element>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
