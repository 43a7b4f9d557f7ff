using MetricsAgent.Alerting;
using MetricsAgent.Config;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Unit.Agent.Rules;

internal sealed class GraphLinkTests
{
    [Test]
    public void An_alert_is_linked_as_Prometheus_links_it_whether_or_not_there_is_an_external_url()
    {
        Check("", "127.0.0.1:9464", "http://127.0.0.1:9464/graph?g0.expr=up%7Bjob%3D%22a%22%7D%20%3D%3D%200&g0.tab=1");
        Check("", "localhost:9464", "http://localhost:9464/graph?g0.expr=up%7Bjob%3D%22a%22%7D%20%3D%3D%200&g0.tab=1");
        Check("https://shop.example.org/agent/", "127.0.0.1:9464", "https://shop.example.org/agent/graph?g0.expr=up%7Bjob%3D%22a%22%7D%20%3D%3D%200&g0.tab=1");

        static void Check(string externalUrl, string listen, string want)
        {
            var config = new AgentConfig();
            (config.Alerting.ExternalUrl, config.Web.Listen) = (externalUrl, listen);
            Assert.That(GraphLink.Of(ExternalUrl.Of(config), PromqlParser.Parse("up{job='a'}==0")), Is.EqualTo(want));
        }
    }

    [Test]
    public async Task The_agent_answers_its_own_links()
    {
        await Check("?g0.expr=up%20%3D%3D%200&g0.tab=1", 302, "api/v1/query?query=up%20%3D%3D%200");
        await Check("?g0.expr=http%3A%2F%2Fa%26b", 302, "api/v1/query?query=http%3A%2F%2Fa%26b");
        await Check("", 400, "");

        static async Task Check(string query, int status, string location)
        {
            var context = new DefaultHttpContext();
            context.Request.QueryString = new(query);
            await GraphLink.FollowAsync(context);
            Assert.That((context.Response.StatusCode, context.Response.Headers.Location.ToString()), Is.EqualTo((status, location)));
        }
    }
}
