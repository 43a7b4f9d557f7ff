using System.Runtime.CompilerServices;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class ConfigLoaderTests
{
    static readonly string Defaults = ConfigShow.Render(new AgentConfig());

    [Test]
    public void What_another_machine_may_have_is_only_warned_of()
    {
        var result = ConfigFiles.Load("collectors: {probe: {targets: [{name: a, url: https://a/, http_version: 3}]}}");
        Assert.That(result.IsValid);
        Assert.That(result.Warnings.Single().ToString(), Does.EndWith("warning: collectors.probe.targets[0].http_version 3 needs QUIC, which this machine does not have: the probe fails until libmsquic is installed"));
    }

    [Test]
    public void A_file_without_content_is_the_defaults()
    {
        void Check(string text) => Assert.That(ConfigShow.Render(ConfigFiles.LoadValid(text)), Is.EqualTo(Defaults));

        Check("");
        Check("\n\n");
        Check("\ufeff");
        Check("# only a comment");
        Check("---\n");
        Check("---\n...\n");
        Check("~");
        Check("{}");
        Check("%YAML 1.2\n---\n{}");
    }

    [Test]
    public void Defaults_that_targets_share_stay_what_they_are()
    {
        var probe = ConfigFiles.LoadValid("""
            collectors:
              probe:
                targets:
                  - {name: a, url: https://a/, tls_config: {insecure_skip_verify: true}, health: {required: true}}
                  - {name: b, url: https://b/}
                  - {name: c, url: https://c/}
            """).Collectors.Probe;

        Assert.That(probe.Targets.Select(target => (target.TlsConfig.InsecureSkipVerify, target.Health.Required)), Is.EqualTo(new[] { (true, true), (false, false), (false, false) }));
        Assert.That(probe.Targets[2].TlsConfig, Is.SameAs(probe.Targets[1].TlsConfig));
        Assert.That(probe.Targets[2].Health, Is.SameAs(probe.Targets[1].Health));
    }

    [Test]
    public void What_a_file_was_read_with_is_not_kept()
    {
        var json = Read();
        GC.Collect();
        Assert.That(json.TryGetTarget(out _), Is.False);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference<ConfigJson> Read()
        {
            ConfigFiles.LoadValid("web: {listen: '127.0.0.1:1'}");
            return new(ConfigJson.Current);
        }
    }

    [Test]
    public void A_scalar_is_typed_by_its_key()
    {
        void Check(string yaml, string expected) =>
            Assert.That(ConfigFiles.LoadValid($"collectors: {{postgres: {{targets: [{{password: {yaml}}}]}}}}").Collectors.Postgres.Targets[0].Password, Is.EqualTo(expected));

        Check("1234", "1234");
        Check("007", "007");
        Check("1e3", "1e3");
        Check("true", "true");
        Check("no", "no");
        Check("2026-01-01", "2026-01-01");
        Check("'~'", "~");
        Check("~", "");
        Check("null", "");
        Check("''", "");
        Check("'$HOME $1 a$'", "$HOME $1 a$");
        Check("\"😀\\n\"", "😀\n");
        Check("!!str 12", "12");
    }

    [Test]
    public void Broken_text_is_an_error_at_its_place()
    {
        void Check(string text, string expected) => Assert.That(ConfigFiles.Errors(ConfigFiles.Load(text)), Is.EqualTo(expected + "\n"));

        Check("a: \u0001", "agent.yaml:1:4: the character U+0001 is not allowed in YAML");
        Check("a: '\ud800'", "agent.yaml:1:5: the character U+D800 is not allowed in YAML");
        Check("# 😀\u007f", "agent.yaml:1:4: the character U+007F is not allowed in YAML");
        Check("a: [1,\nb: }", "agent.yaml:1:5: not valid YAML: the value after this place is not closed or not complete");
        Check("a: &a [*a]", "agent.yaml:1:8: not valid YAML: the alias '*a' is inside of what it stands for");
        Check("{}\n---\n{}\n", "agent.yaml:2:1: not valid YAML: a second document starts here; the configuration is one document");
        Check(new string('[', 1_000_000), "agent.yaml:1:66: not valid YAML: nested more than 64 levels deep");
        Check("a: 1\n" + new string(' ', 500) + "\u0000", "agent.yaml:2:501: the character U+0000 is not allowed in YAML");
    }

    [Test]
    public void A_message_is_one_line_of_a_bearable_length()
    {
        void Check(string text)
        {
            var error = ConfigFiles.Load(text).Errors.Single().ToString();
            Assert.That(error, Does.Not.Contain("\n").And.Length.LessThan(500));
        }

        Check($"{new string('x', 5000)}: 1");
        Check("\"a\\nb\": 1");
        Check($"log: {{level: {new string('x', 5000)}}}");
        Check("collectors: {node: {netdev: {device_exclude: \"(\\n\"}}}");
        Check("collectors: {postgres: {targets: [{labels: {\"a\\nb\": c}}]}}");
        Check($"collectors: {{node: {{disable: [{new string('x', 5000)}]}}}}");
    }

    [Test]
    public void Errors_come_in_the_order_of_the_file()
    {
        var errors = ConfigFiles.Load("collectors:\n  node: {timeout: 1h, intervall: 1s}\nweb: {listen: x}\nlog: 1\n").Errors;
        Assert.That(errors.Select(error => (error.Line, error.Column)), Is.EqualTo(new[] { (2, 19), (2, 23), (3, 15), (4, 6) }));
    }

    [Test]
    public void What_is_disabled_is_not_checked_where_nobody_knows_the_names()
    {
        var result = ConfigLoader.Load("agent.yaml", "collectors: {node: {disable: [anything]}}", _ => null);
        Assert.That(result.IsValid);
    }

    [Test]
    public void A_file_that_cannot_be_read_is_an_error_that_names_it()
    {
        void Check(string path, string expected) =>
            Assert.That(ConfigFiles.Errors(ConfigLoader.LoadFile(path, _ => null)), Is.EqualTo($"{path}: {expected}\n"));

        var folder = Directory.CreateTempSubdirectory("config").FullName;
        try
        {
            Check($"{folder}/none.yaml", "no such file");
            Check($"{folder}/none/none.yaml", "no such file");
            Check(folder, "is a directory");
            File.WriteAllBytes($"{folder}/latin1.yaml", [.. "log: {level: "u8, 0xe9, .. "}"u8]);
            Check($"{folder}/latin1.yaml", "not UTF-8 text");
            File.WriteAllText($"{folder}/large.yaml", new string('#', (1 << 20) + 1));
            Check($"{folder}/large.yaml", "larger than 1 MiB");
            Check("/dev/zero", "larger than 1 MiB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void A_file_is_read()
    {
        var result = ConfigLoader.LoadFile(ConfigFiles.Reference, _ => null);
        Assert.That(result.Errors, Is.Empty);
    }

    [Test]
    public void What_of_alerting_is_probably_not_meant_is_warned_of()
    {
        var result = ConfigFiles.Load("""
            alerting:
              route:
                group_interval: 10m
                routes:
                - matchers: [severity=critical]
                  receiver: on-call
                  repeat_interval: 1m
                  routes:
                  - matchers: [team=db]
                    receiver: db
              receivers:
              - name: team
              - name: on-call
              - name: db
              - name: nobody
              silences:
              - {matchers: [a=b], until: 2026-11-21T11:59:00Z}
              - {matchers: [a=c], until: 2026-11-21T12:01:00Z}
              - {matchers: [a=d]}
            """);
        Assert.That(ConfigFiles.Errors(result), Is.Empty);
        Assert.That(result.Warnings.Select(warning => $"{warning}"), Is.EqualTo(new[]
        {
            "agent.yaml:15:11: warning: alerting.receivers[3].name is 'nobody', which no route names: it is never told",
            "agent.yaml:7:24: warning: alerting.route.routes[0].repeat_interval of 1m is shorter than group_interval: nothing is told again before 10m",
            "agent.yaml:17:30: warning: alerting.silences[0].until is past: the silence is over",
        }));
    }
}
