namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>What may differ from node_exporter's, and why. Names, or the beginning of some with a <c>*</c>.</summary>
static class NodeAllowance
{
    /// <summary>Families that only node_exporter has.</summary>
    internal static readonly (string Family, string Why)[] Missing =
    [
        ("go_*", "its own runtime"),
        ("process_*", "its own process; the agent's has these names in self.process"),
        ("promhttp_*", "its own web server"),
        ("node_filesystem_purgeable_bytes", "of macOS, always 0 elsewhere"),
        ("node_xfs_*", "counters inside one filesystem"),
        ("node_btrfs_*", "counters inside one filesystem"),
        ("node_zfs_*", "counters inside one filesystem"),
        ("node_bcache_*", "counters inside one filesystem"),
        ("node_nfs*", "counters inside one filesystem"),
        ("node_ipvs_*", "a load balancer's kernel"),
        ("node_systemd_*", "Debian's package has it on, upstream has it off"),
    ];

    /// <summary>Families of which either has series that the other has not.</summary>
    internal static readonly (string Family, string Why)[] Series =
    [
        ("node_scrape_collector_*", "each has collectors of its own"),
        ("node_exporter_build_info", "each is a build of its own"),
        ("node_disk_info", "it takes a disk for one that does not turn when sysfs has a file that it cannot read"),
        ("node_md_degraded", "it has 0 for arrays without redundancy, of which sysfs says nothing"),
    ];

    /// <summary>Families that have another value on purpose.</summary>
    internal static readonly (string Family, string Why)[] Values =
    [
        ("node_hwmon_humidity", "it has a tenth: the file is in thousandths of a per cent"),
    ];

    /// <summary>Of a driver that does not know a speed; the agent has no such series.</summary>
    internal static bool IsUnknown(ScrapedSample sample) => sample.Name == "node_network_speed_bytes" && sample.Value < 0;

    /// <summary>Families whose values are not compared, mostly because they go up and down by themselves, or because somebody looks.</summary>
    internal static readonly string[] Moving =
    [
        "node_load*", "node_memory_*", "node_procs_*", "node_filefd_allocated", "node_sockstat_*", "node_netstat_Tcp_CurrEstab", "node_disk_io_now",
        "node_filesystem_avail_bytes", "node_filesystem_free_bytes", "node_filesystem_files*", "node_entropy_available_bits", "node_timex_*", "node_udp_queues",
        // Its 1.11 has 0 for a tmpfs that mountinfo shows as "ro".
        "node_filesystem_readonly",
        "node_softnet_backlog_len", "node_nf_conntrack_entries", "node_arp_entries", "node_scrape_collector_*",
    ];

    /// <summary>CPU times that the kernel takes back a little, which both hold on to from different moments; in seconds.</summary>
    internal const double CpuTolerance = 1;

    /// <summary>In a container the root is an overlay, which node_exporter leaves out.</summary>
    internal static bool IsOwnRoot(string series) =>
        series.StartsWith("node_filesystem_", StringComparison.Ordinal) && series.Contains("fstype=\"overlay\",mountpoint=\"/\"", StringComparison.Ordinal);

    internal static bool Covers(IEnumerable<string> patterns, string family) => patterns.Any(pattern => Matches(pattern, family));

    internal static bool Matches(string pattern, string family) =>
        pattern.EndsWith('*') ? family.StartsWith(pattern[..^1], StringComparison.Ordinal) : family == pattern;
}
