using System.Net;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Collectors.Probe.Health;
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
    public void A_body_that_tells_of_components_is_exposed_with_every_status() =>
        Check("ProbeHealth", new(null, Ms(8), new(Ms(0), Ms(1), Ms(0), Ms(5), Ms(2)))
        {
            Response = new(200, HttpVersion.Version11, false, 90, null),
            BodyLength = 90,
            Health = new(HealthState.Degraded, [new("database", HealthState.Healthy), new("cache", HealthState.Unhealthy)], 3)
            {
                Version = "1.2.2",
                Uptime = TimeSpan.FromHours(1),
                Values = [new("queue_depth", 7), new("cpu", 12.5)],
            },
            Deployments = 2,
        });

    [Test]
    public void A_target_is_as_well_as_the_worst_that_is_known_of_it()
    {
        void State(ProbeReading reading, HealthState want) => Assert.That(reading.State, Is.EqualTo(want));

        var times = new PhaseTimes(Ms(0), Ms(1), Ms(0), Ms(5), Ms(2));
        State(new HttpReading(null, Ms(8), times), HealthState.Healthy);
        State(new HttpReading(null, Ms(8), times) { Slow = true }, HealthState.Degraded);
        State(new HttpReading(null, Ms(8), times) { Health = new(HealthState.Degraded, [], 0) }, HealthState.Degraded);
        State(new HttpReading(null, Ms(8), times) { Slow = true, Health = new(HealthState.Unhealthy, [], 0) }, HealthState.Unhealthy);
        State(new HttpReading(ProbeFailure.Status, Ms(8), times) { Health = new(HealthState.Healthy, [], 0) }, HealthState.Unhealthy);
        State(new ProbeReading(ProbeFailure.Dns, Ms(8)), HealthState.Unhealthy);
        State(new ProbeReading(null, Ms(8)) { Slow = true }, HealthState.Degraded);
    }

    [Test]
    public void Emitting_a_health_allocates_nothing_once_it_has_been_seen()
    {
        var samples = new Samples();
        var health = new HealthReading(HealthState.Healthy, [new("database", HealthState.Healthy)], 0) { Version = "1", Values = [new("depth", 1)] };
        var reading = new HttpReading(null, Ms(8), new(Ms(0), Ms(1), Ms(0), Ms(5), Ms(2))) { Health = health, Deployments = 0 };
        void Poll()
        {
            ProbeCollector.Emit(samples, reading);
            samples.Clear();
        }

        Poll();
        Poll();
        Assert.That(Allocation.Of(Poll), Is.Zero);
    }

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
