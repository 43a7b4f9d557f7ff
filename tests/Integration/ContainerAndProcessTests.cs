using System.Net;
using System.Net.Sockets;
using MetricsAgent.Tests.Servers;
using MetricsAgent.Tests.Unit.Collectors.Process;

namespace MetricsAgent.Tests.Integration;

/// <summary>Cgroups and groups of processes, as users meet them.</summary>
public sealed class ContainerAndProcessTests
{
    const string Groups = "collectors:\n  process:\n    groups:\n      - name: mine\n        comm: {0}\n  container:\n    targets:\n      - name: gone\n        unit: nosuch.service\n";

    [Test]
    public async Task They_have_paths_of_their_own_and_rows_in_a_check()
    {
        await using var programs = new Programs();
        var name = Programs.NewName();
        programs.Start(name, "/bin/sleep", "60");
        var config = Groups.Replace("{0}", name, StringComparison.Ordinal);
        await using (var agent = await AgentProcess.StartAsync(config))
        {
            Assert.That(await agent.GetAsync("metrics/process"), Does.Contain("namedprocess_namegroup_num_procs{groupname=\"mine\"} 1").And.Not.Contain("node_"));
            Assert.That(await agent.GetAsync("metrics/container"), Does.Not.Contain("node_").And.Not.Contain("namedprocess_"));
            Assert.That(await agent.GetAsync("metrics/self"), Does.Contain("agent_collector_unavailable{collector=\"container\",target=\"gone\",reason=\"not_found\"} 1"));
        }

        using var directory = new TemporaryDirectory("config");
        var check = await AgentProcess.RunAsync("check", "process", "container", "--config", directory.Write("agent.yaml", config));
        Assert.That(check.Output, Does.Match(@"(?m)^process\.groups +up ").And.Match(@"(?m)^container\[gone\] +absent .*unit nosuch\.service"), check.Error);
        Assert.That((await AgentProcess.RunAsync("collectors", "list")).Output, Does.Match(@"(?m)^container\.memory +yes ").And.Match(@"(?m)^process\.groups +no "));
    }

    [Test]
    public async Task Without_rights_what_is_somebody_elses_is_absent_with_a_reason()
    {
        await using var programs = new Programs();
        var name = Programs.NewName();
        programs.Start(name, "/bin/sleep", "60");
        using var directory = new TemporaryDirectory("config", unprivileged: true);
        var config = directory.Write("agent.yaml", Groups.Replace("{0}", name, StringComparison.Ordinal));
        File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var metrics = await AgentProcess.RunWithinAsync(Namespaces.WithoutRights(), "metrics", "process", "--config", config);
        Assert.That(metrics.Output, Does.Contain("num_procs{groupname=\"mine\"} 1").And.Contain("memory_once_bytes{groupname=\"mine\"").And.Not.Contain("namedprocess_namegroup_read_bytes_total"), metrics.Error);
        var check = await AgentProcess.RunWithinAsync(Namespaces.WithoutRights(), "check", "process", "--config", config);
        Assert.That(check.Output, Does.Match(@"(?m)^process\.groups +partly .*io: cannot be read for all processes of mine"), check.Error);
    }

    [Test]
    public async Task Without_rights_a_listener_of_somebody_elses_is_absent_with_a_reason_and_nobody_is_none()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var directory = new TemporaryDirectory("config", unprivileged: true);
        var config = directory.Write("agent.yaml", $"collectors:\n  process:\n    groups:\n      - name: theirs\n        port: {port}\n      - name: nobodys\n        port: {FreePort.Next()}\n");
        File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var hidden = await AgentProcess.RunWithinAsync(Namespaces.WithoutRights(), "metrics", "process", "--config", config);
        Assert.That(hidden.Output, Does.Contain("num_procs{groupname=\"nobodys\"} 0").And.Not.Contain("theirs"), hidden.Error);
        Assert.That(hidden.Error, Does.Contain($"theirs, whose process listens on {port}, cannot be seen: run as the same user, or with CAP_SYS_PTRACE").And.Not.Contain("nobodys"));
        var seen = await AgentProcess.RunAsync("metrics", "process", "--config", config);
        Assert.That(seen.Output, Does.Contain("num_procs{groupname=\"nobodys\"} 0").And.Match("num_procs{groupname=\"theirs\"} [1-9]"), seen.Error);
    }
}
