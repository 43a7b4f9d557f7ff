using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract;

public sealed class PackagingTests
{
    [Test]
    public async Task Systemd_accepts_the_unit_without_a_remark()
    {
        using var root = new TemporaryDirectory("systemd");
        var units = Directory.CreateDirectory(Path.Join(root.Path, "usr", "lib", "systemd", "system")).FullName;
        await Command.DemandAsync("cp", ["-a", "/usr/lib/systemd/system/.", units]);
        File.Copy(Path.Join(Source.Root, "packaging", "systemd", "metrics-agent.service"), Path.Join(units, "metrics-agent.service"));
        var program = Path.Join(Directory.CreateDirectory(Path.Join(root.Path, "usr", "bin")).FullName, "metrics-agent");
        File.Copy("/bin/true", program);

        var verified = await Command.RunAsync("systemd-analyze", ["--root", root.Path, "verify", "metrics-agent.service"]);
        Assert.That(verified.ExitCode, Is.Zero, verified.Error);
        Assert.That(verified.Error, Does.Not.Contain("metrics-agent.service"));
    }

    [Test]
    public async Task What_the_packages_run_is_a_command_line_that_the_agent_has()
    {
        var unit = Source.Read("packaging/systemd/metrics-agent.service").Split('\n').Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal));
        var container = Source.Read("packaging/container/Containerfile").Split('\n').Single(line => line.StartsWith("CMD ", StringComparison.Ordinal));

        await Check(unit.Split(' ')[1..]);
        await Check(JsonSerializer.Deserialize<string[]>(container["CMD ".Length..])!);

        // A port that nobody can have ends the run before it begins, but after the command line was understood.
        static async Task Check(string[] arguments)
        {
            var result = await AgentProcess.RunAsync([.. arguments.TakeWhile(word => word != "--listen"), "--listen", "203.0.113.1:1"], null);
            Assert.That(result.ExitCode, Is.EqualTo(1), result.Error);
            Assert.That(result.Error, Does.Contain("cannot listen on 203.0.113.1:1"));
        }
    }
}
