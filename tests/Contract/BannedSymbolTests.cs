using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MetricsAgent.Tests.Contract;

/// <summary>What the built assemblies really call, whatever the analyzers were told.</summary>
public sealed class BannedSymbolTests
{
    static readonly string[] Assemblies = ["MetricsAgent.Core.dll", "MetricsAgent.Config.dll", "MetricsAgent.Collectors.dll", "metrics-agent.dll"];

    [Test]
    public void The_clock_is_injected_and_no_process_is_started()
    {
        string[] banned =
        [
            "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
            "System.Diagnostics.Stopwatch.StartNew", "System.Diagnostics.Stopwatch.GetTimestamp", "System.Diagnostics.Process.Start",
        ];
        foreach (var assembly in Assemblies)
            Assert.That(Calls(assembly).Intersect(banned), Is.Empty, assembly);
    }

    [Test]
    public void Core_touches_no_file_no_network_and_no_console()
    {
        string[] banned = ["System.IO.File.", "System.IO.FileStream.", "System.IO.Directory.", "System.Net.", "System.Console.", "System.Environment.", "System.Diagnostics.Process."];
        Assert.That(Calls("MetricsAgent.Core.dll").Where(call => banned.Any(prefix => call.StartsWith(prefix, StringComparison.Ordinal))), Is.Empty);
    }

    [Test]
    public void The_check_sees_the_calls_that_there_are() =>
        Assert.That(Calls("MetricsAgent.Config.dll"), Does.Contain("System.IO.File.OpenRead"));

    static HashSet<string> Calls(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Join(AppContext.BaseDirectory, assembly)));
        var metadata = file.GetMetadataReader();
        HashSet<string> calls = [];
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            calls.Add($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}");
        }

        return calls;
    }
}
