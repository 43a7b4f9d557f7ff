using System.Net;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class ProbeCollectorTests
{
    static readonly CertificateFacts Leaf = new("c10a69f8", "CN=api.example,O=Example\\, Inc.", "CN=Example CA", "api.example,www.api.example", "786ec4b1");

    [Test]
    public void A_success_over_tls_exposes_everything() =>
        Check("ProbeSuccess", new(null, Ms(60), new(Ms(1), Ms(2), Ms(30), Ms(20), Ms(7)))
        {
            Lookup = Ms(1),
            Address = ProbeAddress.Of(IPAddress.Loopback),
            Redirects = 1,
            Response = new(200, HttpVersion.Version20, true, 20, Day(1)),
            BodyLength = 20,
            Certificate = new(null, Day(10), Day(9), Leaf),
            Tls = new("TLS 1.3", "TLS_AES_128_GCM_SHA256"),
        });

    [Test]
    public void A_refused_certificate_leaves_out_what_did_not_happen() =>
        Check("ProbeCertificateExpired", new(ProbeFailure.CertificateExpired, Ms(33), new(Ms(1), Ms(2), null, null, null))
        {
            Lookup = Ms(1),
            Address = ProbeAddress.Of(IPAddress.IPv6Loopback),
            Certificate = new(ProbeFailure.CertificateExpired, Day(10), null, Leaf),
        });

    [Test]
    public void A_body_that_does_not_match_has_a_response() =>
        Check("ProbeBody", new(ProbeFailure.Body, Ms(8), new(Ms(0), Ms(1), Ms(0), Ms(5), Ms(2)))
        {
            Lookup = Ms(0),
            Address = ProbeAddress.Of(IPAddress.Loopback),
            Response = new(200, HttpVersion.Version11, false, null, null),
            BodyLength = 1234,
            BodyMismatch = true,
        });

    [Test]
    public void A_name_that_does_not_resolve_leaves_almost_nothing() =>
        Check("ProbeDns", new(ProbeFailure.Dns, Ms(5), new(null, null, null, null, null)));

    static void Check(string golden, HttpReading reading)
    {
        var samples = new Samples();
        ProbeCollector.Emit(samples, reading);
        Golden.Golden.Check(golden, Exposed.Text(samples));
    }

    static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    static DateTimeOffset Day(int day) => new(2026, 1, day, 0, 0, 0, TimeSpan.Zero);
}
