namespace MetricsAgent.Config;

/// <summary><c>collectors.process</c>: named groups of processes. Where procfs is, <c>collectors.node</c> says. Without a group it is off.</summary>
public sealed record ProcessConfig : PollConfig
{
    /// <summary>A scrape refreshes what is older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Read the proportional memory, too: exact, but the kernel walks all pages of a process for it.</summary>
    public bool Proportional { get; set; }

    public IReadOnlyList<ProcessGroupConfig> Groups { get; set; } = [];
}

/// <summary>A group: the processes that fulfil every condition it has and belong to none before it.</summary>
public sealed class ProcessGroupConfig
{
    /// <summary>Label <c>groupname</c>; unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>The name in <c>/proc/&lt;pid&gt;/comm</c>, of which the kernel keeps 15 bytes.</summary>
    public string Comm { get; set; } = "";

    /// <summary>The first word of the command line: with a slash as it is, without one only what follows its last slash.</summary>
    public string Exe { get; set; } = "";

    /// <summary>Regular expression that the command line, its words joined by blanks, must match.</summary>
    [Regex]
    public string Cmdline { get; set; } = "";

    /// <summary>The systemd unit whose cgroup they are in, with its suffix.</summary>
    public string Unit { get; set; } = "";

    /// <summary>Whoever listens on this TCP port.</summary>
    [Between(1, 65_535)]
    public int? Port { get; set; }

    /// <summary>With the processes that they start, unless those belong to a group themselves.</summary>
    public bool Children { get; set; } = true;
}
