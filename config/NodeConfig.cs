namespace MetricsAgent.Config;

/// <summary><c>collectors.node</c>: the machine, from <c>/proc</c> and <c>/sys</c>.</summary>
public sealed record NodeConfig : PollConfig
{
    /// <summary>A scrape refreshes what is older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Names of node collectors to leave out, as <c>collectors list</c> prints them without the <c>node.</c>.</summary>
    public IReadOnlyList<string> Disable { get; set; } = [];

    /// <summary>Names of node collectors to switch on that are off by default, such as <c>processes</c>.</summary>
    public IReadOnlyList<string> Enable { get; set; } = [];

    /// <summary>Where the machine's procfs is mounted.</summary>
    public string Procfs { get; set; } = "/proc";

    /// <summary>Where the machine's sysfs is mounted.</summary>
    public string Sysfs { get; set; } = "/sys";

    /// <summary>Where the machine's root is mounted; prefixed for statfs, never shown in a label.</summary>
    public string Rootfs { get; set; } = "/";

    public FilesystemConfig Filesystem { get; set; } = new();
    public DiskstatsConfig Diskstats { get; set; } = new();
    public NetdevConfig Netdev { get; set; } = new();
    public NetclassConfig Netclass { get; set; } = new();
    public ArpConfig Arp { get; set; } = new();
    public HwmonConfig Hwmon { get; set; } = new();
    public NetstatConfig Netstat { get; set; } = new();
    public VmstatConfig Vmstat { get; set; } = new();
    public SystemdConfig Systemd { get; set; } = new();
    public TextfileConfig Textfile { get; set; } = new();

    /// <param name="collector">By its short name.</param>
    /// <param name="isOptIn">It is off by default.</param>
    public bool Wants(string collector, bool isOptIn) => (!isOptIn || Enable.Contains(collector)) && !Disable.Contains(collector);
}

// Regular expressions search, as node_exporter's do. An empty one that includes takes everything; an empty one that excludes, nothing.

/// <summary><c>collectors.node.filesystem</c>.</summary>
public sealed class FilesystemConfig
{
    public const string DefaultMountPointsExclude = @"^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)";
    public const string DefaultFsTypesExclude = @"^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$";

    [Regex]
    public string MountPointsInclude { get; set; } = "";

    [Regex]
    public string MountPointsExclude { get; set; } = DefaultMountPointsExclude;

    [Regex]
    public string FsTypesInclude { get; set; } = "";

    [Regex]
    public string FsTypesExclude { get; set; } = DefaultFsTypesExclude;
}

/// <summary><c>collectors.node.diskstats</c>.</summary>
public sealed class DiskstatsConfig
{
    public const string DefaultDeviceExclude = @"^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$";

    [Regex]
    public string DeviceInclude { get; set; } = "";

    [Regex]
    public string DeviceExclude { get; set; } = DefaultDeviceExclude;
}

/// <summary><c>collectors.node.netdev</c>.</summary>
public sealed class NetdevConfig
{
    [Regex]
    public string DeviceInclude { get; set; } = "";

    [Regex]
    public string DeviceExclude { get; set; } = "";
}

/// <summary><c>collectors.node.netclass</c>.</summary>
public sealed class NetclassConfig
{
    [Regex]
    public string IgnoredDevices { get; set; } = "";
}

/// <summary><c>collectors.node.arp</c>.</summary>
public sealed class ArpConfig
{
    [Regex]
    public string DeviceInclude { get; set; } = "";

    [Regex]
    public string DeviceExclude { get; set; } = "";
}

/// <summary><c>collectors.node.hwmon</c>.</summary>
public sealed class HwmonConfig
{
    /// <summary>Of names such as <c>platform_coretemp_0</c>, the label <c>chip</c>.</summary>
    [Regex]
    public string ChipInclude { get; set; } = "";

    [Regex]
    public string ChipExclude { get; set; } = "";

    /// <summary>Of a chip and a sensor, such as <c>platform_coretemp_0;temp3</c>.</summary>
    [Regex]
    public string SensorInclude { get; set; } = "";

    [Regex]
    public string SensorExclude { get; set; } = "";
}

/// <summary><c>collectors.node.netstat</c>.</summary>
public sealed class NetstatConfig
{
    public const string DefaultFields = @"^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$";

    /// <summary>Of names such as <c>Tcp_CurrEstab</c>; empty takes all.</summary>
    [Regex]
    public string Fields { get; set; } = DefaultFields;
}

/// <summary><c>collectors.node.vmstat</c>.</summary>
public sealed class VmstatConfig
{
    public const string DefaultFields = "^(oom_kill|pgpg|pswp|pg.*fault).*";

    /// <summary>Of names such as <c>pgmajfault</c>; empty takes all.</summary>
    [Regex]
    public string Fields { get; set; } = DefaultFields;
}

/// <summary><c>collectors.node.systemd</c>. As node_exporter's for units, and only these, its patterns match a whole name, and both apply.</summary>
public sealed class SystemdConfig
{
    public const string DefaultUnitExclude = @".+\.(automount|device|mount|scope|slice)";

    /// <summary>Of names such as <c>postgresql@16-main.service</c>; empty takes all.</summary>
    [Regex]
    public string UnitInclude { get; set; } = "";

    [Regex]
    public string UnitExclude { get; set; } = DefaultUnitExclude;
}

/// <summary><c>collectors.node.textfile</c>.</summary>
public sealed class TextfileConfig
{
    /// <summary>Where the <c>*.prom</c> files are; <c>*</c>, <c>?</c> and <c>[a-z]</c> stand for parts of one name.</summary>
    public IReadOnlyList<string> Directories { get; set; } = [];

    /// <summary>A file that was not written for so long is not exposed; 0 for any age.</summary>
    public TimeSpan MaxAge { get; set; }
}
