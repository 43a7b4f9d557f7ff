using MetricsAgent.Alerting;

namespace MetricsAgent.Tests.Unit.Agent.Alerting;

internal sealed class ExternalUrlTests
{
    [Test]
    public void Links_lead_to_what_is_configured_or_to_where_the_agent_listens()
    {
        Check("https://a.example/agent", "127.0.0.1:9464", "https://a.example/agent");
        Check("", "127.0.0.1:9464", "http://127.0.0.1:9464/");
        Check("", "[::1]:9464", "http://[::1]:9464/");
        Check("", "*:9464", $"http://{Environment.MachineName}:9464/");
        Check("", "0.0.0.0:80", $"http://{Environment.MachineName}:80/");

        static void Check(string url, string listen, string want) =>
            Assert.That(ExternalUrl.Of(new() { Alerting = { ExternalUrl = url }, Web = { Listen = listen } }), Is.EqualTo(want));
    }
}
