using System.Net;
using System.Net.Sockets;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>The command line of the built program.</summary>
public sealed class CommandLineTests
{
    [Test]
    public async Task A_misspelt_command_or_option_gets_a_suggestion_and_exit_code_2()
    {
        await Check(["chek"], 2, "Did you mean 'check'?");
        await Check(["run", "--confg", "x"], 2, "Did you mean '--config'?");
        await Check(["metrics", "node.loadvg"], 2, "Did you mean 'node.loadavg'?");
        await Check(["check", "--nosuch"], 3, "See 'metrics-agent check --help'.");
    }

    [Test]
    public async Task A_wrong_configuration_is_refused_with_every_error_and_nothing_is_started()
    {
        using var directory = new TemporaryDirectory("config");
        var file = Path.Join(directory.Path, "agent.yaml");
        await File.WriteAllTextAsync(file, "collectors:\n  node:\n    intervall: 5s\n  self:\n    interval: soon\n");

        await Check(["run", "--config", file], 2, $"{file}:3:5: unknown key 'intervall' in collectors.node (did you mean 'interval'?)", $"{file}:5:15: ");
        await Check(["config", "validate", "--config", file], 2, $"{file}:3:5: ");
        await Check(["check", "--config", file], 3, $"{file}:3:5: ");
        await Check(["run", "--config", file + ".nosuch"], 2, "no such file");
        await Check(["run", "--config", ""], 2, "--config: needs the name of a file");

        await File.WriteAllTextAsync(file, "collectors:\n  postgres:\n    targets:\n      - dsn: postgresql://me:s3cret@db:99999/app\n        labels:\n          datname: ours\n");
        await Check(["config", "validate", "--config", file], 2, $"{file}:4:14: ", $"{file}:6:20: ");
    }

    [Test]
    public async Task Another_databases_url_in_the_environment_is_a_wrong_configuration()
    {
        await Check("DATABASE_URL", "mysql://app:hunter2@db/app", "the environment variable DATABASE_URL: the URI does not begin with postgresql://");
        await Check("DATA_SOURCE_NAME", "jdbc:postgresql://db/app?password=hunter2", "the environment variable DATA_SOURCE_NAME: the URI begins with jdbc:, which is to be dropped");
        var elsewhere = await AgentProcess.RunAsync(["check", "loadavg"], new Dictionary<string, string?> { ["DATABASE_URL"] = "postgresql://127.0.0.1:1/app" });
        Assert.That(elsewhere.ExitCode, Is.Zero, elsewhere.Error);

        static async Task Check(string variable, string url, string wanted)
        {
            var run = await AgentProcess.RunAsync(["check"], new Dictionary<string, string?> { [variable] = url });
            Assert.That(run.ExitCode, Is.EqualTo(3), run.Output);
            Assert.That(run.Error, Does.Contain(wanted).And.Contain("accepted are").And.Not.Contain("hunter2"));
        }
    }

    [Test]
    public async Task A_warning_is_printed_and_stops_nothing()
    {
        using var directory = new TemporaryDirectory("config");
        var file = Path.Join(directory.Path, "agent.yaml");
        await File.WriteAllTextAsync(file, "collectors:\n  postgres:\n    queries_files: [none-*.yaml]\n");

        await Check(["config", "validate", "--config", file], 0, $"{file}:3:21: warning: collectors.postgres.queries_files[0] matches no file: 'none-*.yaml'");
        await Check(["check", "node.loadavg", "--config", file], 0, $"{file}:3:21: warning: ");
    }

    [Test]
    public async Task A_port_that_is_taken_is_named_and_ends_the_run_with_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        await Check(["run", "--listen", address], 1, $"cannot listen on {address}: the address is in use", "--listen");
    }

    [Test]
    public async Task Metrics_are_printed_or_written_atomically()
    {
        var printed = await AgentProcess.RunAsync("metrics", "node.loadavg");
        Assert.That(printed.ExitCode, Is.Zero, printed.Error);
        Assert.That(printed.Output, Does.Contain("\nnode_load1 ").And.Not.Contain("agent_"));

        using var directory = new TemporaryDirectory("metrics");
        var file = Path.Join(directory.Path, "agent.prom");
        await File.WriteAllTextAsync(file, "old");
        var written = await AgentProcess.RunAsync("metrics", "--output", file, "--format", "openmetrics");
        Assert.That(written.ExitCode, Is.Zero, written.Error);
        Assert.That(await File.ReadAllTextAsync(file), Does.EndWith("# EOF\n"));
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead));
        Assert.That(Directory.GetFiles(directory.Path), Is.EqualTo([file]), "no temporary file is left");

        await Check(["metrics", "--output", Path.Join(directory.Path, "no", "such", "directory.prom")], 1, "cannot write");
    }

    [Test]
    public async Task A_check_says_what_is_up_and_ends_with_0_or_2()
    {
        var up = await AgentProcess.RunAsync("check", "node");
        Assert.That(up.ExitCode, Is.Zero, up.Output + up.Error);
        Assert.That(up.Output, Does.StartWith("OK: ").And.Contain("node.loadavg"));

        var down = await AgentProcess.RunAsync(["check"], new Dictionary<string, string?> { ["PGHOST"] = "127.0.0.1", ["PGPORT"] = "1", ["PGUSER"] = "nobody" });
        Assert.That(down.ExitCode, Is.EqualTo(2), down.Output + down.Error);
        Assert.That(down.Output, Does.StartWith("CRITICAL: ").And.Match(@"(?m)^postgres +DOWN "));
    }

    [Test]
    public async Task A_failed_probe_is_one_row_with_its_reason()
    {
        await using var target = await TargetServer.StartAsync();
        using var directory = new TemporaryDirectory("config");
        var file = Path.Join(directory.Path, "agent.yaml");
        await File.WriteAllTextAsync(file, $"""
            collectors:
              probe:
                targets:
                  - name: good
                    url: {new Uri(target.Http, "good")}
                  - name: bad
                    url: {new Uri(target.Http, "500")}
                  - name: no-ca
                    url: {target.Https}
                    tls_config:
                      ca_file: /nosuch/ca.pem
            """);
        var check = await AgentProcess.RunAsync("check", "probe", "--config", file);
        Assert.That(check.ExitCode, Is.EqualTo(2), check.Output + check.Error);
        Assert.That(check.Output, Does.Match("""(?m)^probe\{name="good".* up$""").And.Match("""(?m)^probe\{name="bad".* DOWN +reason="status"$""")
            .And.Match("""(?m)^probe\{name="no-ca".* DOWN +reason="unreadable_file"$""").And.Contain("ca_file: "));
    }

    [Test]
    public async Task Links_are_followed_and_devices_stay_devices()
    {
        using var directory = new TemporaryDirectory("metrics");
        var (target, link) = (Path.Join(directory.Path, "target.prom"), Path.Join(directory.Path, "link.prom"));
        await File.WriteAllTextAsync(target, "old");
        File.CreateSymbolicLink(link, target);
        await Good("metrics", "node.loadavg", "--output", link);
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(target));
        Assert.That(await File.ReadAllTextAsync(target), Does.Contain("node_load1"));

        // A link, should it be replaced after all.
        var device = Path.Join(directory.Path, "null");
        File.CreateSymbolicLink(device, "/dev/null");
        await Good("metrics", "node.loadavg", "--output", device);
        Assert.That(new FileInfo(device).LinkTarget, Is.EqualTo("/dev/null"));
        Assert.That((await AgentProcess.RunAsync("metrics", "node.loadavg", "--output", "/dev/stdout")).Output, Does.Contain("node_load1"));

        static async Task Good(params string[] arguments)
        {
            var result = await AgentProcess.RunAsync(arguments);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
        }
    }

    [Test]
    public async Task Output_that_cannot_be_written_is_an_error_and_not_a_crash()
    {
        await Check("exec \"$@\" metrics node.loadavg >/dev/full", 1);
        await Check("exec \"$@\" config show >/dev/full", 1);
        await Check("exec \"$@\" check node.loadavg >/dev/full", 3);

        static async Task Check(string script, int exitCode)
        {
            var result = await Command.RunAsync("sh", ["-c", script, "sh", .. AgentProcess.Program]);
            Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Error);
            Assert.That(result.Error, Does.StartWith("metrics-agent: cannot write").And.Not.Contain("   at "));
        }
    }

    [Test]
    public async Task Every_command_has_help_with_an_example()
    {
        string[][] commands = [["run"], ["check"], ["metrics"], ["doctor"], ["config"], ["config", "validate"], ["config", "show"], ["config", "schema"], ["collectors", "list"], ["completion"], ["version"]];
        foreach (var command in commands)
        {
            var help = await AgentProcess.RunAsync([.. command, "--help"], null);
            Assert.That(help.ExitCode, Is.Zero, help.Error);
            Assert.That(help.Output, Does.Contain("Example").And.Contain($"metrics-agent {command[0]}"), string.Join(' ', command));
        }
    }

    [Test]
    public async Task The_configuration_is_shown_without_its_secrets_and_described_by_a_schema()
    {
        using var directory = new TemporaryDirectory("config");
        var file = Path.Join(directory.Path, "agent.yaml");
        await File.WriteAllTextAsync(file, "collectors:\n  postgres:\n    targets:\n      - dsn: postgresql://me:s3cret@db/app\n  probe:\n    targets:\n      - name: a\n        url: http://a/health?token=s3cret\n");
        var shown = await AgentProcess.RunAsync("config", "show", "--config", file);
        Assert.That(shown.Output, Does.Contain("dsn: '<redacted>'").And.Not.Contain("s3cret"));
        Assert.That((await AgentProcess.RunAsync("config", "schema")).Output, Is.EqualTo(await File.ReadAllTextAsync(Path.Join(Contract.Source.Root, "config", "schema.json"))));
    }

    [Test]
    public async Task The_shell_can_complete()
    {
        var words = await AgentProcess.RunAsync("[suggest:16]", "metrics-agent co");
        Assert.That(words.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(["collectors", "completion", "config"]));
        var collectors = await AgentProcess.RunAsync("[suggest:26]", "metrics-agent check node.cp");
        Assert.That(collectors.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(["node.cpu", "node.cpu_info", "node.cpu_throttle", "node.cpufreq"]));
        var all = await AgentProcess.RunAsync("[suggest:22]", "metrics-agent metrics ");
        Assert.That(all.Output.Split('\n'), Has.Some.EqualTo("postgres.tables").And.Some.EqualTo("--output").And.None.StartsWith("/"));
    }

    static async Task Check(string[] arguments, int exitCode, params string[] wanted)
    {
        var result = await AgentProcess.RunAsync(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Output + result.Error);
        foreach (var text in wanted)
            Assert.That(result.Error, Does.Contain(text));
    }
}
