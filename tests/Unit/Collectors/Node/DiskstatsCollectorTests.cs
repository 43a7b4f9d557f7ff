using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class DiskstatsCollectorTests
{
    const string Eleven = "8 0 sda 1 2 3 4000 5 6 7 8000 9 10000 11000";

    [Test]
    public void A_kernel_has_as_many_families_as_columns()
    {
        static void Check(string line, int want) => Assert.That(Emit($"{line}\n").Count(IsNumber), Is.EqualTo(want), line);

        Check(Eleven, 11);
        Check($"{Eleven} 12 13 14 15000", 15);
        Check($"{Eleven} 12 13 14 15000 16 17000", 17);
        Check($"{Eleven} 12 13 14 15000 16 17000 18 19", 17);
    }

    [Test]
    public void Sectors_are_bytes_and_times_are_seconds() => Assert.That(Emit($"{Eleven} 12 13 14 15000 16 17000\n").Where(IsNumber), Is.EqualTo(new[]
    {
        """node_disk_discard_time_seconds_total{device="sda"} 15""",
        """node_disk_discarded_sectors_total{device="sda"} 14""",
        """node_disk_discards_completed_total{device="sda"} 12""",
        """node_disk_discards_merged_total{device="sda"} 13""",
        """node_disk_flush_requests_time_seconds_total{device="sda"} 17""",
        """node_disk_flush_requests_total{device="sda"} 16""",
        """node_disk_io_now{device="sda"} 9""",
        """node_disk_io_time_seconds_total{device="sda"} 10""",
        """node_disk_io_time_weighted_seconds_total{device="sda"} 11""",
        """node_disk_read_bytes_total{device="sda"} 1536""",
        """node_disk_read_time_seconds_total{device="sda"} 4""",
        """node_disk_reads_completed_total{device="sda"} 1""",
        """node_disk_reads_merged_total{device="sda"} 2""",
        """node_disk_write_time_seconds_total{device="sda"} 8""",
        """node_disk_writes_completed_total{device="sda"} 5""",
        """node_disk_writes_merged_total{device="sda"} 6""",
        """node_disk_written_bytes_total{device="sda"} 3584""",
    }));

    [Test]
    public void A_malformed_line_is_left_out_and_the_others_stay()
    {
        static void Check(string bad)
        {
            var lines = Emit($"{Eleven}\n{bad}");
            Assert.That(lines.Count(IsNumber), Is.EqualTo(11), bad);
            Assert.That(lines, Does.Contain("missing lines malformed"), bad);
        }

        Check("8 16 sdb 1 2 3\n");
        Check("8 16 sdb 1 2 3 4 5 6 7 8 9 10 -11\n");
        Check("8 16 sdb 1 2 3 4 5 6 7 eight 9 10 11\n");
        Check("x 16 sdb 1 2 3 4 5 6 7 8 9 10 11\n");
        Check("8 99999999999 sdb 1 2 3 4 5 6 7 8 9 10 11\n");
        Check("8 16 sdb 1 2 3 4 5 6 7 8 9 10 99999999999999999999999\n");
        Check("8 16 sdb 1 2 3 4 5 6 7 8 9 10 1");
        Check("\n");
    }

    [Test]
    public void A_machine_without_block_devices_is_no_fault() => Assert.That(Emit(""), Is.Empty);

    [Test]
    public void Partitions_loops_and_ram_disks_are_left_out_by_default()
    {
        var names = "sda sda1 vdb vdb12 nvme0n1 nvme0n1p2 loop3 ram1 zram0 dm-0 md127 mmcblk0 mmcblk0p1 cciss/c0d0".Split(' ');
        var lines = Emit(string.Concat(names.Select(name => $"8 0 {name} 1 2 3 4 5 6 7 8 9 10 11\n")), "node_disk_io_now");
        Assert.That(lines.Select(line => line.Split('"')[1]), Is.EqualTo("sda vdb nvme0n1 dm-0 md127 mmcblk0 mmcblk0p1 cciss/c0d0".Split(' ')));
    }

    [Test]
    public void The_serial_on_the_label_wins()
    {
        static void Check(string record, string want)
        {
            var device = new DiskDevice("sda", excluded: false);
            device.Parse(Encoding.UTF8.GetBytes(record));
            Assert.That(device.Serial, Is.EqualTo(want), record);
        }

        Check("E:ID_SERIAL=long\nE:ID_SERIAL_SHORT=short\nE:SCSI_IDENT_SERIAL=label\n", "label");
        Check("E:ID_SERIAL=long\nE:ID_SERIAL_SHORT=short\nE:SCSI_IDENT_SERIAL=\n", "short");
        Check("E:ID_SERIAL=a=b\n", "a=b");
        Check("I:ID_SERIAL=long\nE:ID_SERIAL\nE:=x\n", "");
        Check("", "");
    }

    [Test]
    public void What_udev_writes_later_is_seen()
    {
        var root = Directory.CreateTempSubdirectory("metrics-agent-udev-").FullName;
        try
        {
            Directory.CreateDirectory($"{root}/run/udev/data");
            var files = new NodeFiles(new() { Rootfs = root, Sysfs = $"{root}/sys" });
            var device = new DiskDevice("sda", excluded: false);
            device.Refresh(files, 8, 0);
            Assert.That(device["ID_MODEL"], Is.Empty);

            File.WriteAllText($"{root}/run/udev/data/b8:0", "E:ID_MODEL=one\n");
            device.Refresh(files, 8, 0);
            Assert.That(device["ID_MODEL"], Is.EqualTo("one"));

            device.Refresh(files, 8, 16);
            Assert.That(device["ID_MODEL"], Is.Empty, "another device took the name");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    static bool IsNumber(string line) => line.StartsWith("node_disk_", StringComparison.Ordinal) && !line.Contains("_info{", StringComparison.Ordinal);

    static string[] Emit(string diskstats, string name = "")
    {
        var config = new MetricsAgent.Config.NodeConfig();
        var readings = new List<DiskReading>();
        var lines = Emitted.By(samples =>
        {
            Diskstats.Parse(Encoding.UTF8.GetBytes(diskstats), DiskstatsCollector.Devices(new(config.Diskstats.DeviceExclude)), readings, samples);
            DiskstatsCollector.Emit(samples, readings);
        });
        return Array.FindAll(lines, line => line.StartsWith(name, StringComparison.Ordinal));
    }
}
