using System.Net;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config.Validation;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

/// <summary>What each kind of probe exposes.</summary>
internal sealed class ProbeKindsTests
{
    static readonly PhaseTimes Phases = new(Ms(1), Ms(2), Ms(0), Ms(20), Ms(7));

    [Test]
    public void Every_scheme_that_the_configuration_allows_has_a_kind() =>
        Assert.That(Catalogue.Probe.SelectMany(kind => kind.Schemes), Is.EquivalentTo(ProbeSchemes.All));

    [Test]
    public void Keys_are_for_schemes_that_there_are() =>
        Assert.That(ProbeSchemes.Keys.Values.SelectMany(schemes => schemes).Distinct(), Is.SubsetOf(ProbeSchemes.All));

    [Test]
    public void A_label_has_no_root_where_there_is_no_document()
    {
        Assert.That(ProbeRequest.Label("tcp://db.example:5432"), Is.EqualTo("tcp://db.example:5432"));
        Assert.That(ProbeRequest.Label("icmp://[::1]"), Is.EqualTo("icmp://[::1]"));
        Assert.That(ProbeRequest.Label("unix:///run/app.sock"), Is.EqualTo("unix:///run/app.sock"));
        Assert.That(ProbeRequest.Label("grpc://h:1/a.B"), Is.EqualTo("grpc://h:1/a.B"));
        Assert.That(ProbeRequest.Label("dns://"), Is.EqualTo("dns:///"));
        Assert.That(ProbeRequest.Label("http://h"), Is.EqualTo("http://h/"));
    }

    [Test]
    public void A_conversation_exposes_what_matched() => Check("ProbeStream", new StreamReading(null, Ms(30), Phases, new() { Labels = [("banner", "mail.example"), ("version", "1")] })
    {
        Lookup = Ms(1),
        Address = ProbeAddress.Of(IPAddress.Loopback),
    });

    [Test]
    public void A_refused_connection_leaves_almost_nothing() =>
        Check("ProbeStreamRefused", new StreamReading(ProbeFailure.Refused, Ms(3), new(Ms(1), null, null, null, null), null) { Lookup = Ms(1), Address = ProbeAddress.Of(IPAddress.Loopback) });

    [Test]
    public void An_answer_of_a_name_server_is_counted() =>
        Check("ProbeDnsAnswer", new DnsReading(null, Ms(30), Phases, new(0, false, [new("", 7)], [], [default, default])) { Lookup = Ms(1), Address = ProbeAddress.Of(IPAddress.Loopback) });

    [Test]
    public void A_reply_has_a_hop_limit() => Check("ProbeIcmp", new IcmpReading(null, Ms(30), Phases, 57) { Lookup = Ms(1), Address = ProbeAddress.Of(IPAddress.IPv6Loopback) });

    [Test]
    public void A_service_that_does_not_serve_says_so() =>
        Check("ProbeGrpc", new GrpcReading(ProbeFailure.Status, Ms(30), Phases, new() { Status = 0, State = 2 }) { Lookup = Ms(1), Address = ProbeAddress.Of(IPAddress.Loopback) });

    [Test]
    public void Resolvers_of_the_system_are_those_of_its_file()
    {
        Check("nameserver 192.0.2.1\nsearch example.org\n nameserver\t2001:db8::1 # comment\n#nameserver 192.0.2.9\n", "192.0.2.1", "2001:db8::1");
        Check("nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4", "1.1.1.1", "1.1.1.2", "1.1.1.3");
        Check("nameserver fe80::1%1\n", "fe80::1%1");
        Check("", "127.0.0.1");
        Check("nameserver nonsense\noptions edns0", "127.0.0.1");

        static void Check(string text, params string[] want) => Assert.That(SystemResolvers.Parse(text), Is.EqualTo(want));
    }

    static void Check(string golden, ProbeReading reading)
    {
        var samples = new Samples();
        ProbeCollector.Emit(samples, reading);
        Golden.Golden.Check(golden, Exposed.Text(samples));
    }

    static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
