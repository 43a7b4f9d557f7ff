namespace MetricsAgent.Config;

/// <summary><c>collectors.node</c>: the machine, from <c>/proc</c> and <c>/sys</c>.</summary>
public sealed record NodeConfig : PollConfig
{
    /// <summary>A scrape refreshes what is older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Names of node collectors to leave out, as <c>collectors list</c> prints them without the <c>node.</c>.</summary>
    public IReadOnlyList<string> Disable { get; set; } = [];

    /// <summary>Where the machine's procfs is mounted.</summary>
    public string Procfs { get; set; } = "/proc";

    /// <summary>Where the machine's sysfs is mounted.</summary>
    public string Sysfs { get; set; } = "/sys";

    /// <summary>Where the machine's root is mounted; prefixed for statfs, never shown in a label.</summary>
    public string Rootfs { get; set; } = "/";

    public FilesystemConfig Filesystem { get; set; } = new();
    public DiskstatsConfig Diskstats { get; set; } = new();
    public NetdevConfig Netdev { get; set; } = new();
}

/// <summary><c>collectors.node.filesystem</c>. Regular expressions search as node_exporter's do; empty excludes nothing.</summary>
public sealed record FilesystemConfig
{
    public const string DefaultMountPointsExclude = @"^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)";
    public const string DefaultFsTypesExclude = @"^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$";

    [Regex]
    public string MountPointsExclude { get; set; } = DefaultMountPointsExclude;

    [Regex]
    public string FsTypesExclude { get; set; } = DefaultFsTypesExclude;
}

/// <summary><c>collectors.node.diskstats</c>.</summary>
public sealed record DiskstatsConfig
{
    public const string DefaultDeviceExclude = @"^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$";

    [Regex]
    public string DeviceExclude { get; set; } = DefaultDeviceExclude;
}

/// <summary><c>collectors.node.netdev</c>.</summary>
public sealed record NetdevConfig
{
    [Regex]
    public string DeviceExclude { get; set; } = "";
}
