using MetricsAgent.Exposition;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

public sealed class NegotiationTests
{
    const string Text = "text/plain; version=0.0.4; charset=utf-8";
    const string Open = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    [Test]
    public void The_scraper_gets_the_best_format_it_accepts_and_text_otherwise()
    {
        Check(null, Text);
        Check("", Text);
        Check("*/*", Text);
        Check("text/html,application/xhtml+xml", Text);
        Check("garbage;;;===,,;q=x", Text);
        Check("application/json", Text);

        // Prometheus 2.x, then 2.x with native histograms.
        Check("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", Open);
        Check("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1", Open);

        // Prometheus 3.0, then 3.3, then one told to prefer text.
        Check("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", Open + "; escaping=allow-utf-8");
        Check("text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;escaping=allow-utf-8;q=0.5,*/*;q=0.2", Text + "; escaping=allow-utf-8");
        Check("text/plain;version=0.0.4;escaping=underscores;q=0.9,application/openmetrics-text;version=1.0.0;q=0.1", Text + "; escaping=underscores");
        Check("text/plain;version=0.0.4;escaping=nonsense", Text);

        Check("application/openmetrics-text; version=\"1.0.0\"", Open);
        Check("application/openmetrics-text", Open);
        Check("application/openmetrics-text;version=2.0.0", Text);
        Check("application/openmetrics-text;version=1.0.0;q=0", Text);

        static void Check(string? accept, string want) => Assert.That(Negotiation.Of(accept).ContentType, Is.EqualTo(want), accept);
    }
}
