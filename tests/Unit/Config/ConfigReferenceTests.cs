using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Config;

/// <summary><c>config/agent.yaml</c> is what a user reads first and copies.</summary>
internal sealed partial class ConfigReferenceTests
{
    static readonly string Reference = File.ReadAllText(ConfigFiles.Reference);

    // As its comments tell the user to.
    static readonly string WithExamples = CommentedExample().Replace(Reference, example => CommentSign().Replace(example.Value, ""));

    [Test]
    public void The_reference_is_the_defaults() =>
        Assert.That(ConfigShow.Render(ConfigFiles.LoadValid(Reference)), Is.EqualTo(ConfigShow.Render(new AgentConfig())));

    [Test]
    public void Its_examples_load_once_they_are_no_comments()
    {
        var config = ConfigFiles.LoadValid(WithExamples);
        Assert.That(config.Alerting.Receivers, Has.Count.EqualTo(4));
        Assert.That(config.Alerting.Route.Routes, Has.Count.EqualTo(1));
        Assert.That(config.Alerting.InhibitRules, Has.Count.EqualTo(1));
        Assert.That(config.Alerting.Silences, Has.Count.EqualTo(1));
        var collectors = config.Collectors;
        Assert.That(collectors.Postgres.Targets, Has.Count.EqualTo(2));
        Assert.That(collectors.PgBouncer.Targets, Has.Count.EqualTo(1));
        Assert.That(collectors.Postgres.Queries.Single().Values, Has.Count.EqualTo(2));
        Assert.That(collectors.Probe.Targets, Has.Count.EqualTo(9));
        Assert.That(collectors.Container.Targets, Has.Count.EqualTo(4));
        Assert.That(collectors.Process.Groups, Has.Count.EqualTo(3));
    }

    [Test]
    public void It_has_every_key_in_the_order_of_the_records()
    {
        static IEnumerable<string> Keys(JsonNode schema)
        {
            if (schema["properties"] is JsonObject properties)
                foreach (var (key, value) in properties)
                    foreach (var name in Keys(value!).Prepend(key))
                        yield return name;
            else if (schema["items"]?["properties"] is not null)
                foreach (var name in Keys(schema["items"]!))
                    yield return name;
        }

        var expected = Keys(JsonNode.Parse(ConfigSchema.Render())!).ToHashSet();
        var written = Key().Matches(WithExamples).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.That(written, Is.SupersetOf(expected));

        var defaults = Key().Matches(Reference).Select(match => match.Groups[1].Value);
        var shown = Key().Matches(ConfigShow.Render(new AgentConfig())).Select(match => match.Groups[1].Value);
        Assert.That(defaults, Is.EqualTo(shown));
    }

    [GeneratedRegex(@"(?<=^( +)(?:queries|targets|groups|modules|routes|receivers|inhibit_rules|silences):\n)(\1# .*\n)+", RegexOptions.Multiline)]
    private static partial Regex CommentedExample();

    [GeneratedRegex(@"(?<=^ +)# ", RegexOptions.Multiline)]
    private static partial Regex CommentSign();

    [GeneratedRegex(@"^ *(?:- )?([a-z0-9_]+):", RegexOptions.Multiline)]
    private static partial Regex Key();
}
