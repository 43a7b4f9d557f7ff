using System.Collections.ObjectModel;

namespace MetricsAgent.Config;

/// <summary><c>collectors.container</c>: cgroups. Where procfs and sysfs are, <c>collectors.node</c> says.</summary>
public sealed record ContainerConfig : PollConfig
{
    /// <summary>A scrape refreshes what is older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Names of container collectors to leave out, as <c>collectors list</c> prints them without the <c>container.</c>.</summary>
    public IReadOnlyList<string> Disable { get; set; } = [];

    public OwnCgroupConfig Own { get; set; } = new();
    public IReadOnlyList<ContainerTarget> Targets { get; set; } = [];
}

/// <summary><c>collectors.container.own</c>: the cgroup that the agent itself runs in, if it is in one.</summary>
public sealed class OwnCgroupConfig
{
    public bool Enabled { get; set; } = true;

    /// <summary>Label <c>name</c> of the series.</summary>
    public string Name { get; set; } = "self";

    /// <summary>Constant labels on every series.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>Another cgroup, or several that a pattern names; one of <c>unit</c>, <c>cgroup</c>, <c>pid</c>, <c>comm</c>.</summary>
public sealed class ContainerTarget
{
    /// <summary>Label <c>name</c> of the series; unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>A systemd unit, with its suffix: <c>postgresql@16-main.service</c>; * and ? stand for parts of the name.</summary>
    public string Unit { get; set; } = "";

    /// <summary>A path below <c>/sys/fs/cgroup</c>; * and ? stand for parts of one name in it.</summary>
    public string Cgroup { get; set; } = "";

    /// <summary>The cgroup of a process, by its number: 1 is a peer container's first process where its PID namespace is shared.</summary>
    [Between(1, 1 << 22)]
    public int? Pid { get; set; }

    /// <summary>The cgroup of the oldest process of this name, as in <c>/proc/&lt;pid&gt;/comm</c>.</summary>
    public string Comm { get; set; } = "";

    /// <summary>Constant labels on every series of this target.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set; } = ReadOnlyDictionary<string, string>.Empty;
}
