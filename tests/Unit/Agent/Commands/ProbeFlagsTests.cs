using System.CommandLine;
using MetricsAgent.Commands;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Agent.Commands;

/// <summary>What the options of <c>probe</c> make of a URL.</summary>
internal sealed class ProbeFlagsTests
{
    [Test]
    public void A_header_keeps_every_value_that_it_is_given()
    {
        var headers = Target("http://a/", "-H", "X: a", "-H", "X: b", "-H", "x: c:d", "-H", "Y:", "-H", "Z: $1").Headers;
        Assert.That(headers, Is.EquivalentTo(new Dictionary<string, string> { ["X"] = "a, b, c:d", ["Y"] = "", ["Z"] = "$1" }));
    }

    [Test]
    public void A_name_server_is_asked_for_a_name()
    {
        var dns = Target("dns://192.0.2.53", "--query-name", "example.org", "--query-type", "AAAA").Dns!;
        Assert.That((dns.QueryName, dns.QueryType), Is.EqualTo(("example.org", "AAAA")));
        Assert.That(Target("dns://192.0.2.53", "--query-name", "example.org").Dns!.QueryType, Is.EqualTo("A"));
    }

    static ProbeTarget Target(string url, params string[] arguments)
    {
        var flags = new ProbeFlags();
        var command = new Command("probe");
        foreach (var option in flags.All)
            command.Add(option);
        return flags.Target(command.Parse(arguments), url)!.Value.Target;
    }
}
