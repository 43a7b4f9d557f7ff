using System.Xml.Linq;

namespace MetricsAgent.Tests.Contract;

/// <summary>Which project may know which: Config → ∅, Core → ∅, Collectors → Core and Config, Agent → all three.</summary>
public sealed class ArrowTests
{
    [Test]
    public void Projects_reference_only_what_the_design_allows()
    {
        Check("agent/Core/Core.csproj");
        Check("config/Config.csproj");
        Check("collectors/Collectors.csproj", "Config", "Core");
        Check("agent/Agent/Agent.csproj", "Collectors", "Config", "Core");

        static void Check(string project, params string[] want) => Assert.That(
            References(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal), Is.EqualTo(want), project);
    }

    [Test]
    public void Core_has_no_packages_and_config_only_the_yaml_parser()
    {
        Assert.That(References("agent/Core/Core.csproj", "PackageReference"), Is.Empty);
        Assert.That(References("agent/Core/Core.csproj", "FrameworkReference"), Is.Empty);
        Assert.That(References("config/Config.csproj", "PackageReference"), Is.EqualTo(["YamlDotNet"]));
    }

    [Test]
    public void Only_the_agent_knows_the_command_line_and_only_the_collectors_the_database()
    {
        Assert.That(References("collectors/Collectors.csproj", "PackageReference"), Is.EqualTo(["Npgsql"]));
        Assert.That(References("agent/Agent/Agent.csproj", "PackageReference"), Is.EqualTo(["System.CommandLine"]));
    }

    static IEnumerable<string> References(string project, string kind) =>
        from item in XDocument.Parse(Source.Read(project)).Descendants(kind) select item.Attribute("Include")!.Value;
}
