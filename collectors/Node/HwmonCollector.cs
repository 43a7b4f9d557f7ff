using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Temperatures, fans, voltages and power, as lm-sensors shows them, from <c>/sys/class/hwmon</c> (Documentation/hwmon/sysfs-interface.rst). A
/// sensor that cannot be read at the moment is absent.
/// </summary>
internal sealed class HwmonCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/hwmon");

    static readonly Family ChipNames = Families.Gauge("node_hwmon_chip_names", "The name that its driver gives a chip; always 1.", "chip", "chip_name");
    static readonly Family Labels = Families.Gauge("node_hwmon_sensor_label", "What a sensor measures, as the machine's maker calls it; always 1.", "chip", "sensor", "label");

    internal static readonly FamilyPattern Amps = Pattern("node_hwmon_<sensor>_amps", "Current, or a limit of it, in amperes.");
    internal static readonly FamilyPattern Celsius = Pattern("node_hwmon_<sensor>_celsius", "Temperature, or a limit of it, in degrees Celsius; node_hwmon_temp_crit_alarm_celsius is 0.001 for an alarm.");
    internal static readonly FamilyPattern Joules = Pattern("node_hwmon_<sensor>_joule_total", "Energy used, in joules.", FamilyKind.Counter);
    internal static readonly FamilyPattern Megahertz = Pattern("node_hwmon_<sensor>_freq_mhz", "Frequency, in megahertz; the sensor is its label.");
    internal static readonly FamilyPattern Rpm = Pattern("node_hwmon_<sensor>_rpm", "Speed of a fan, or a limit of it, in turns a minute.");
    internal static readonly FamilyPattern Seconds = Pattern("node_hwmon_<sensor>_seconds", "How often a chip measures, in seconds.");
    internal static readonly FamilyPattern Volts = Pattern("node_hwmon_<sensor>_volts", "Voltage, or a limit of it, in volts.");
    internal static readonly FamilyPattern Watts = Pattern("node_hwmon_<sensor>_watt", "Power, or a limit of it, in watts.");
    internal static readonly FamilyPattern Plain = Pattern("node_hwmon_<sensor>", "A setting, a state or a number without a unit, as the driver has it: alarms and faults 0 or 1, ratios from 0 to 1.");

    readonly SysfsClass<HwmonChip> chips = new(files.Sys("class/hwmon"), Chips(files));

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var chip in chips.Read(samples))
        {
            if (chip.DriverName.Length > 0)
                samples.Add(ChipNames, 1, chip.Name, chip.DriverName);
            foreach (var (sensor, label) in chip.Labels)
                samples.Add(Labels, 1, chip.Name, sensor, label);
            foreach (var value in chip.Values)
                Emit(samples, chip, value);
        }

        return ValueTask.CompletedTask;
    }

    static void Emit(Samples samples, HwmonChip chip, HwmonValue value)
    {
        if (chip.TryRead(value.File, out var number) && (number >= 0 || value.Kind != FamilyKind.Counter))
            value.Family.Add(samples, number / value.Divisor, chip.Name, value.Sensor);
    }

    static Func<string, HwmonChip?> Chips(NodeFiles files)
    {
        var chips = new Exclusion(files.Config.Hwmon.ChipExclude, files.Config.Hwmon.ChipInclude);
        var sensors = new Exclusion(files.Config.Hwmon.SensorExclude, files.Config.Hwmon.SensorInclude);
        return name => new HwmonChip(name, files.Sys($"class/hwmon/{name}"), sensors) is var chip && !chips.Covers(chip.Name) ? chip : null;
    }

    static FamilyPattern Pattern(string name, string help, FamilyKind kind = FamilyKind.Gauge) => Families.Pattern(name, kind, help, "chip", "sensor");
}
