using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Traffic of every block device, from <c>/proc/diskstats</c>, and what udev knows of it.</summary>
internal sealed class DiskstatsCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/diskstats, /run/udev/data");

    /// <summary>In the kernel's order, with how many of the kernel's units make one of the family's.</summary>
    static readonly (Family Family, double Divisor)[] Numbers =
    [
        (Families.Counter("node_disk_reads_completed_total", "Reads completed.", "device"), 1),
        (Families.Counter("node_disk_reads_merged_total", "Reads that were merged into a neighbour before they reached the device.", "device"), 1),
        (Families.Counter("node_disk_read_bytes_total", "Bytes read.", "device"), SectorsPerByte),
        (Families.Counter("node_disk_read_time_seconds_total", "Time that all reads took together, in seconds.", "device"), MillisecondsPerSecond),
        (Families.Counter("node_disk_writes_completed_total", "Writes completed.", "device"), 1),
        (Families.Counter("node_disk_writes_merged_total", "Writes that were merged into a neighbour before they reached the device.", "device"), 1),
        (Families.Counter("node_disk_written_bytes_total", "Bytes written.", "device"), SectorsPerByte),
        (Families.Counter("node_disk_write_time_seconds_total", "Time that all writes took together, in seconds.", "device"), MillisecondsPerSecond),
        (Families.Gauge("node_disk_io_now", "Requests given to the device and not yet answered.", "device"), 1),
        (Families.Counter("node_disk_io_time_seconds_total", "Time in which at least one request was under way, in seconds.", "device"), MillisecondsPerSecond),
        (Families.Counter("node_disk_io_time_weighted_seconds_total", "Time that requests were under way, times their number, in seconds: its rate is the mean queue.", "device"), MillisecondsPerSecond),
        (Families.Counter("node_disk_discards_completed_total", "Discards completed.", "device"), 1),
        (Families.Counter("node_disk_discards_merged_total", "Discards that were merged into a neighbour before they reached the device.", "device"), 1),
        (Families.Counter("node_disk_discarded_sectors_total", "Sectors of 512 bytes discarded.", "device"), 1),
        (Families.Counter("node_disk_discard_time_seconds_total", "Time that all discards took together, in seconds.", "device"), MillisecondsPerSecond),
        (Families.Counter("node_disk_flush_requests_total", "Flushes of the device's cache completed; a partition's are counted at its disk.", "device"), 1),
        (Families.Counter("node_disk_flush_requests_time_seconds_total", "Time that all flushes took together, in seconds.", "device"), MillisecondsPerSecond),
    ];

    static readonly Family Info = Families.Info(
        "node_disk_info", "What the kernel and udev know of a block device; rotational is 1 for a disk that turns.",
        "device", "major", "minor", "path", "wwn", "model", "serial", "revision", "rotational");

    static readonly Family FilesystemInfo = Families.Info(
        "node_disk_filesystem_info", "The filesystem that udev found on a block device.", "device", "type", "usage", "uuid", "version");

    static readonly Family DeviceMapperInfo = Families.Info(
        "node_disk_device_mapper_info", "The logical volume or the mapping behind a dm device.", "device", "name", "uuid", "vg_name", "lv_name", "lv_layer");

    static readonly Family AtaWriteCache = Families.Gauge("node_disk_ata_write_cache", "Whether an ATA disk has a write cache, 0 or 1.", "device");

    static readonly Family AtaWriteCacheEnabled = Families.Gauge("node_disk_ata_write_cache_enabled", "Whether an ATA disk's write cache is on, 0 or 1.", "device");

    static readonly Family AtaRotationRate = Families.Gauge("node_disk_ata_rotation_rate_rpm", "Turns per minute of an ATA disk; 0 when it does not turn.", "device");

    /// <summary>Sectors are of 512 bytes here, whatever the device's own are.</summary>
    const double SectorsPerByte = 1.0 / 512;

    const double MillisecondsPerSecond = 1000;

    readonly Utf8Map<DiskDevice> devices = Devices(new(files.Config.Diskstats.DeviceExclude, files.Config.Diskstats.DeviceInclude));
    readonly List<DiskReading> readings = [];

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc("diskstats", samples, out var file))
        {
            using (file)
                Diskstats.Parse(file.Text, devices, readings, samples);
            foreach (var reading in readings)
                reading.Device.Refresh(files, reading.Major, reading.Minor);
            Emit(samples, readings);
        }

        return ValueTask.CompletedTask;
    }

    internal static Utf8Map<DiskDevice> Devices(Exclusion exclusion) => new(name => new(name, exclusion.Covers(name)));

    internal static void Emit(Samples samples, List<DiskReading> readings)
    {
        foreach (var (device, _, _, numbers, count) in readings)
        {
            for (var i = 0; i < count; i++)
                samples.Add(Numbers[i].Family, numbers[i] / Numbers[i].Divisor, device.Name);
            EmitFacts(samples, device);
        }
    }

    static void EmitFacts(Samples samples, DiskDevice device)
    {
        samples.AddInfo(
            Info, device.Name, device.Major, device.Minor, device["ID_PATH"], device["ID_WWN"], device["ID_MODEL"],
            device.Serial, device["ID_REVISION"], device.Rotational);

        if (device["ID_FS_TYPE"] is { Length: > 0 } type)
            samples.AddInfo(FilesystemInfo, device.Name, type, device["ID_FS_USAGE"], device["ID_FS_UUID"], device["ID_FS_VERSION"]);

        if (device["DM_NAME"] is { Length: > 0 } name)
            samples.AddInfo(DeviceMapperInfo, device.Name, name, device["DM_UUID"], device["DM_VG_NAME"], device["DM_LV_NAME"], device["DM_LV_LAYER"]);

        if (device["ID_ATA"].Length > 0)
        {
            EmitAta(samples, AtaWriteCache, device, "ID_ATA_WRITE_CACHE");
            EmitAta(samples, AtaWriteCacheEnabled, device, "ID_ATA_WRITE_CACHE_ENABLED");
            EmitAta(samples, AtaRotationRate, device, "ID_ATA_ROTATION_RATE_RPM");
        }
    }

    static void EmitAta(Samples samples, Family family, DiskDevice device, string property)
    {
        if (uint.TryParse(device[property], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            samples.Add(family, value, device.Name);
    }
}
