using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Whether SELinux is on and what it does about violations, from <c>/sys/fs/selinux</c> and <c>/etc/selinux/config</c>.</summary>
internal sealed class SelinuxCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/fs/selinux, /etc/selinux/config");

    static readonly Family Enabled = Families.Gauge("node_selinux_enabled", "Whether SELinux is on, 0 or 1.");
    static readonly Family CurrentMode = Families.Gauge("node_selinux_current_mode", "What SELinux does now: 1 enforces, 0 only reports.");
    static readonly Family ConfigMode = Families.Gauge("node_selinux_config_mode", "What SELinux does after the next boot: 1 enforces, 0 only reports, -1 is off.");

    readonly string enforce = files.Sys("fs/selinux/enforce");
    readonly string config = files.Root("etc/selinux/config");
    byte[] knownConfig = [];
    string configuredMode = "";

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (!NodeFiles.TryReadNumber(enforce, out var mode))
        {
            samples.Add(Enabled, 0);
            return ValueTask.CompletedTask;
        }

        samples.Add(Enabled, 1);
        samples.Add(CurrentMode, mode);
        if (NodeFiles.TryReadOptional(config, out var file))
        {
            using (file)
                Refresh(file.Text);
            Emit(samples, configuredMode);
        }

        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, string configuredMode)
    {
        switch (configuredMode)
        {
            case "enforcing":
                samples.Add(ConfigMode, 1);
                break;
            case "permissive":
                samples.Add(ConfigMode, 0);
                break;
            case "disabled":
                samples.Add(ConfigMode, -1);
                break;
        }
    }

    internal static string ModeOf(ReadOnlySpan<byte> config) => OsRelease.Parse(config)["SELINUX"];

    void Refresh(ReadOnlySpan<byte> config)
    {
        if (!config.SequenceEqual(knownConfig))
            (knownConfig, configuredMode) = (config.ToArray(), ModeOf(config));
    }
}
