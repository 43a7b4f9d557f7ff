using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Batteries, chargers and mains, from <c>/sys/class/power_supply</c> (Documentation/ABI/testing/sysfs-class-power). A supply has few of the files.</summary>
internal sealed class PowerSupplyClassCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/class/power_supply");

    static readonly Family Info = Families.Info(
        "node_power_supply_info", "What a supply is and how it fares.",
        "power_supply", "capacity_level", "charge_type", "health", "manufacturer", "model_name", "scope", "serial_number", "status", "technology", "type", "usb_type");

    const double Micro = 1e6;
    const double Tenths = 10;

    static readonly SysfsNumber[] Numbers =
    [
        new("authentic", Families.Gauge("node_power_supply_authentic", "Whether a battery is known to be genuine, 0 or 1.", "power_supply")) { IsSigned = true },
        new("calibrate", Families.Gauge("node_power_supply_calibrate", "Whether a battery is being calibrated, 0 or 1.", "power_supply")) { IsSigned = true },
        new("capacity", Families.Gauge("node_power_supply_capacity", "Charge of a battery, from 0 to 100.", "power_supply")) { IsSigned = true },
        new("capacity_alert_max", Families.Gauge("node_power_supply_capacity_alert_max", "Charge above which there is an alert, from 0 to 100.", "power_supply")) { IsSigned = true },
        new("capacity_alert_min", Families.Gauge("node_power_supply_capacity_alert_min", "Charge below which there is an alert, from 0 to 100.", "power_supply")) { IsSigned = true },
        new("cycle_count", Families.Gauge("node_power_supply_cyclecount", "Full cycles of charge that a battery has behind it.", "power_supply")) { IsSigned = true },
        new("online", Families.Gauge("node_power_supply_online", "Whether a supply gives power: 0 no, 1 yes, 2 at a voltage that it has chosen.", "power_supply")) { IsSigned = true },
        new("present", Families.Gauge("node_power_supply_present", "Whether a battery is there, 0 or 1.", "power_supply")) { IsSigned = true },
        new("time_to_empty_now", Families.Gauge("node_power_supply_time_to_empty_seconds", "Time until a battery is empty, in seconds.", "power_supply")) { IsSigned = true },
        new("time_to_full_now", Families.Gauge("node_power_supply_time_to_full_seconds", "Time until a battery is full, in seconds.", "power_supply")) { IsSigned = true },
        new("current_boot", Families.Gauge("node_power_supply_current_boot", "Current measured while the machine booted, in amperes.", "power_supply"), Micro) { IsSigned = true },
        new("current_max", Families.Gauge("node_power_supply_current_max", "Most current of a supply, in amperes.", "power_supply"), Micro) { IsSigned = true },
        new("current_now", Families.Gauge("node_power_supply_current_ampere", "Current of a supply, in amperes; below 0 while a battery is discharged, for drivers that tell.", "power_supply"), Micro) { IsSigned = true },
        new("energy_empty", Families.Gauge("node_power_supply_energy_empty", "Energy of a battery at which it counts as empty, in watt-hours.", "power_supply"), Micro) { IsSigned = true },
        new("energy_empty_design", Families.Gauge("node_power_supply_energy_empty_design", "Energy of a battery at which it should count as empty, in watt-hours.", "power_supply"), Micro) { IsSigned = true },
        new("energy_full", Families.Gauge("node_power_supply_energy_full", "Energy of a full battery as it was last measured, in watt-hours.", "power_supply"), Micro) { IsSigned = true },
        new("energy_full_design", Families.Gauge("node_power_supply_energy_full_design", "Energy of a full battery when it was new, in watt-hours.", "power_supply"), Micro) { IsSigned = true },
        new("energy_now", Families.Gauge("node_power_supply_energy_watthour", "Energy of a battery, in watt-hours.", "power_supply"), Micro) { IsSigned = true },
        new("voltage_boot", Families.Gauge("node_power_supply_voltage_boot", "Voltage measured while the machine booted, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("voltage_max", Families.Gauge("node_power_supply_voltage_max", "Highest voltage of a supply, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("voltage_max_design", Families.Gauge("node_power_supply_voltage_max_design", "Highest voltage that a supply is made for, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("voltage_min", Families.Gauge("node_power_supply_voltage_min", "Lowest voltage of a supply, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("voltage_min_design", Families.Gauge("node_power_supply_voltage_min_design", "Lowest voltage that a supply is made for, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("voltage_now", Families.Gauge("node_power_supply_voltage_volt", "Voltage of a supply, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("voltage_ocv", Families.Gauge("node_power_supply_voltage_ocv", "Voltage of a battery without load, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("charge_control_limit", Families.Gauge("node_power_supply_charge_control_limit", "Limit of the charging that is in force; the driver's number divided by a million.", "power_supply"), Micro) { IsSigned = true },
        new("charge_control_limit_max", Families.Gauge("node_power_supply_charge_control_limit_max", "Highest limit of the charging; the driver's number divided by a million.", "power_supply"), Micro) { IsSigned = true },
        new("charge_counter", Families.Gauge("node_power_supply_charge_counter", "Charge counted since some moment, in ampere-hours.", "power_supply"), Micro) { IsSigned = true },
        new("charge_empty", Families.Gauge("node_power_supply_charge_empty", "Charge of a battery at which it counts as empty, in ampere-hours.", "power_supply"), Micro) { IsSigned = true },
        new("charge_empty_design", Families.Gauge("node_power_supply_charge_empty_design", "Charge of a battery at which it should count as empty, in ampere-hours.", "power_supply"), Micro) { IsSigned = true },
        new("charge_full", Families.Gauge("node_power_supply_charge_full", "Charge of a full battery as it was last measured, in ampere-hours.", "power_supply"), Micro) { IsSigned = true },
        new("charge_full_design", Families.Gauge("node_power_supply_charge_full_design", "Charge of a full battery when it was new, in ampere-hours.", "power_supply"), Micro) { IsSigned = true },
        new("charge_now", Families.Gauge("node_power_supply_charge_ampere", "Charge of a battery, in ampere-hours.", "power_supply"), Micro) { IsSigned = true },
        new("charge_term_current", Families.Gauge("node_power_supply_charge_term_current", "Current at which charging ends, in amperes.", "power_supply"), Micro) { IsSigned = true },
        new("constant_charge_current", Families.Gauge("node_power_supply_constant_charge_current", "Current that a charger gives, in amperes.", "power_supply"), Micro) { IsSigned = true },
        new("constant_charge_current_max", Families.Gauge("node_power_supply_constant_charge_current_max", "Most current that a charger may give, in amperes.", "power_supply"), Micro) { IsSigned = true },
        new("constant_charge_voltage", Families.Gauge("node_power_supply_constant_charge_voltage", "Voltage that a charger gives, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("constant_charge_voltage_max", Families.Gauge("node_power_supply_constant_charge_voltage_max", "Highest voltage that a charger may give, in volts.", "power_supply"), Micro) { IsSigned = true },
        new("precharge_current", Families.Gauge("node_power_supply_precharge_current", "Current into an empty battery, in amperes.", "power_supply"), Micro) { IsSigned = true },
        new("input_current_limit", Families.Gauge("node_power_supply_input_current_limit", "Most current that a charger takes, in amperes.", "power_supply"), Micro) { IsSigned = true },
        new("power_now", Families.Gauge("node_power_supply_power_watt", "Power of a supply, in watts.", "power_supply"), Micro) { IsSigned = true },
        new("temp", Families.Gauge("node_power_supply_temp_celsius", "Temperature of a battery, in degrees Celsius.", "power_supply"), Tenths) { IsSigned = true },
        new("temp_alert_max", Families.Gauge("node_power_supply_temp_alert_max_celsius", "Temperature above which there is an alert, in degrees Celsius.", "power_supply"), Tenths) { IsSigned = true },
        new("temp_alert_min", Families.Gauge("node_power_supply_temp_alert_min_celsius", "Temperature below which there is an alert, in degrees Celsius.", "power_supply"), Tenths) { IsSigned = true },
        new("temp_ambient", Families.Gauge("node_power_supply_temp_ambient_celsius", "Temperature around a battery, in degrees Celsius.", "power_supply"), Tenths) { IsSigned = true },
        new("temp_ambient_max", Families.Gauge("node_power_supply_temp_ambient_max_celsius", "Temperature around a battery above which there is an alert, in degrees Celsius.", "power_supply"), Tenths) { IsSigned = true },
        new("temp_ambient_min", Families.Gauge("node_power_supply_temp_ambient_min_celsius", "Temperature around a battery below which there is an alert, in degrees Celsius.", "power_supply"), Tenths) { IsSigned = true },
        new("temp_max", Families.Gauge("node_power_supply_temp_max_celsius", "Highest temperature that a battery is made for, in degrees Celsius.", "power_supply"), Tenths) { IsSigned = true },
        new("temp_min", Families.Gauge("node_power_supply_temp_min_celsius", "Lowest temperature that a battery is made for, in degrees Celsius.", "power_supply"), Tenths) { IsSigned = true },
    ];

    readonly SysfsClass<SysfsDevice> supplies = new(files.Sys("class/power_supply"), name => new(name, files.Sys($"class/power_supply/{name}")));
    readonly Utf8Map<string> texts = SysfsDevice.Texts();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var supply in supplies.Read(samples))
        {
            samples.AddInfo(
                Info, supply.Name, supply.Text("capacity_level"u8, texts), supply.Text("charge_type"u8, texts), supply.Text("health"u8, texts),
                supply.Text("manufacturer"u8, texts), supply.Text("model_name"u8, texts), supply.Text("scope"u8, texts),
                supply.Text("serial_number"u8, texts), supply.Text("status"u8, texts), supply.Text("technology"u8, texts),
                supply.Text("type"u8, texts), supply.Text("usb_type"u8, texts));
            foreach (var number in Numbers)
                number.Emit(samples, supply);
        }

        return ValueTask.CompletedTask;
    }
}
