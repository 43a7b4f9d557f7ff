using System.Globalization;
using MetricsAgent.Config;
using MetricsAgent.Tests.Unit.Collectors.Container;

namespace MetricsAgent.Tests.Golden;

/// <summary>Every container collector over recorded cgroup trees.</summary>
internal sealed class ContainerTests
{
    static readonly DateTime Made = new(2026, 1, 15, 11, 0, 0, DateTimeKind.Utc);

    [Test]
    public async Task A_machine_with_systemd_is_as_reviewed() => Golden.Check("Container.vm", await Scrape(
        "vm", new() { Name = "postgres", Unit = "postgresql@*.service" }, new() { Name = "api", Unit = "api.service" }));

    [Test]
    public async Task The_pods_of_a_node_are_as_reviewed() => Golden.Check("Container.pods", await Scrape(
        "pods", new ContainerTarget { Name = "pods", Cgroup = "/kubepods.slice/*/*/*.scope" }));

    [Test]
    public async Task A_sidecar_in_a_namespace_and_its_peer_are_as_reviewed() => Golden.Check("Container.sidecar", await Scrape(
        "sidecar", new ContainerTarget { Name = "database", Comm = "postgres" }));

    [Test]
    public async Task A_container_of_version_1_is_as_reviewed() => Golden.Check("Container.old", await Scrape("old"));

    [Test]
    public async Task A_hybrid_is_as_reviewed() => Golden.Check("Container.hybrid", await Scrape(
        "hybrid", new ContainerTarget { Name = "postgres", Unit = "postgresql.service" }));

    [Test]
    public async Task The_culture_of_the_machine_does_not_matter()
    {
        // What tr-TR and de-DE change of numbers, also where the process knows no cultures.
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (foreign.NumberFormat.NegativeSign, foreign.NumberFormat.NumberDecimalSeparator, foreign.NumberFormat.NumberGroupSeparator) = ("−", ",", ".");
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = foreign;
        try
        {
            await A_machine_with_systemd_is_as_reviewed();
            await A_hybrid_is_as_reviewed();
            await new ProcessTests().Groups_of_recorded_processes_are_as_reviewed();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static async Task<string> Scrape(string tree, params ContainerTarget[] targets)
    {
        // A checkout's own times are its time of checkout.
        foreach (var path in Directory.EnumerateFileSystemEntries(Path.Join(CgroupFixture.Files(tree).Config.Sysfs, ".."), "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(path, Made);
        return await Exposed.Text([CgroupFixture.Own(tree), .. targets.Select(target => CgroupFixture.Target(tree, target))]);
    }
}
