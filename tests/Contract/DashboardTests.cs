using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Contract;

/// <summary>What people look at and are woken by: the families that the usual dashboard and node_exporter's own alerts read.</summary>
internal sealed class DashboardTests
{
    [Test]
    public void The_usual_dashboard_finds_nearly_everything()
    {
        var names = Names("node-exporter-full");
        Assert.That(names, Has.Length.EqualTo(229));
        var absent = Array.FindAll(names, name => !IsThere(name));
        Assert.That(names.Length - absent.Length, Is.AtLeast(222), string.Join(' ', absent));
    }

    /// <summary>All but those of units, which only D-Bus knows.</summary>
    [Test]
    public void Every_alert_of_node_exporter_finds_its_families() =>
        Assert.That(Names("node-mixin").Where(name => !IsThere(name)), Is.SubsetOf(new[]
        {
            "node_systemd_service_restart_total", "node_systemd_unit_state",
        }));

    /// <summary>Declared, or of a pattern that is, as far as the default filters let it through.</summary>
    static bool IsThere(string name) =>
        Catalogue.All.SelectMany(entry => entry.Families).Any(family => family.Name == name)
        || (Catalogue.All.SelectMany(entry => entry.Families.Patterns).Any(pattern => pattern.Covers(name))
            && !IsFiltered(name, "node_netstat_", NetstatConfig.DefaultFields) && !IsFiltered(name, "node_vmstat_", VmstatConfig.DefaultFields));

    static bool IsFiltered(string name, string prefix, string fields) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && new Exclusion("", fields).Covers(name[prefix.Length..]);

    static string[] Names(string list) =>
        [.. Source.Read($"tests/fixtures/dashboards/{list}.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')];
}
