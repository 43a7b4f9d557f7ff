using System.Text;
using System.Text.Json;
using MetricsAgent.Http.Api;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Agent.Http.Api;

public sealed class RulesEndpointTests
{
    static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 60, TimeSpan.Zero);

    static readonly AlertReport Firing = new(
        Labels.Of(("alertname", "Down"), ("severity", "critical")), Labels.Of(("summary", "api is down")), true, At, At.AddSeconds(1), 0.25);

    static readonly RuleReports Reports = new()
    {
        Groups =
        [
            new("api", "rules/api.yml", TimeSpan.FromSeconds(15), 0,
            [
                new AlertingRuleReport("Down", "probe_success == 0", Labels.Of(("severity", "critical")), Labels.Of(("summary", "{{ $labels.name }} is down")), TimeSpan.FromMinutes(1), TimeSpan.Zero, [Firing])
                {
                    LastEvaluation = At,
                    EvaluationTime = TimeSpan.FromMilliseconds(1.5),
                },
                new RecordingRuleReport("job:up:sum", "sum(up)", Labels.None) { LastEvaluation = At, LastError = "too many samples" },
            ])
            {
                LastEvaluation = At,
                EvaluationTime = TimeSpan.FromMilliseconds(2),
            },
            new("quiet", "rules/quiet.yml", TimeSpan.FromMinutes(1), 5, [new AlertingRuleReport("Full", "full > 1", Labels.None, Labels.None, default, default, [])]),
        ],
    };

    [Test]
    public void Rules_are_listed_as_Prometheus_lists_them() => Assert.That(Rules(""), Is.EqualTo("""
        {"groups":[{"name":"api","file":"rules/api.yml","rules":[{"state":"firing","name":"Down","query":"probe_success == 0","duration":60,"keepFiringFor":0,"labels":{"severity":"critical"},"annotations":{"summary":"{{ $labels.name }} is down"},"alerts":[{"labels":{"alertname":"Down","severity":"critical"},"annotations":{"summary":"api is down"},"state":"firing","activeAt":"2026-01-02T03:04:05.06Z","keepFiringSince":"2026-01-02T03:04:06.06Z","value":"2.5e-01"}],"health":"ok","evaluationTime":0.0015,"lastEvaluation":"2026-01-02T03:04:05.06Z","type":"alerting"},{"name":"job:up:sum","query":"sum(up)","health":"err","lastError":"too many samples","evaluationTime":0,"lastEvaluation":"2026-01-02T03:04:05.06Z","type":"recording"}],"interval":15,"limit":0,"evaluationTime":0.002,"lastEvaluation":"2026-01-02T03:04:05.06Z"},{"name":"quiet","file":"rules/quiet.yml","rules":[{"state":"inactive","name":"Full","query":"full > 1","duration":0,"keepFiringFor":0,"labels":{},"annotations":{},"alerts":[],"health":"unknown","evaluationTime":0,"lastEvaluation":"0001-01-01T00:00:00Z","type":"alerting"}],"interval":60,"limit":5,"evaluationTime":0,"lastEvaluation":"0001-01-01T00:00:00Z"}]}
        """));

    [Test]
    public void Groups_are_listed_so_many_at_a_time()
    {
        using var first = JsonDocument.Parse(Rules("group_limit=1"));
        Assert.That(Names(first), Is.EqualTo("api"));
        var token = first.RootElement.GetProperty("groupNextToken").GetString();
        using var second = JsonDocument.Parse(Rules($"group_limit=1&group_next_token={token}"));
        Assert.That(Names(second), Is.EqualTo("quiet"));
        Assert.That(second.RootElement.TryGetProperty("groupNextToken", out _), Is.False);
        Check($"group_next_token={token}", "invalid parameter \"group_next_token\": group_limit needs to be present in order to paginate over the groups");
        Check("group_limit=0", "invalid parameter \"group_limit\": group_limit needs to be a valid number and greater than 0: \"0\"");
        Check("group_limit=1&group_next_token=a", "invalid parameter \"group_next_token\": invalid group_next_token 'a'. were rule groups changed?");

        static string Names(JsonDocument answer) => string.Join(' ', answer.RootElement.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("name").GetString()));

        static void Check(string query, string want) => Assert.That(() => Rules(query), Throws.TypeOf<ApiException>().With.Message.EqualTo(want));
    }

    [Test]
    public void Rules_are_chosen_by_kind_name_group_and_file()
    {
        Check("type=alert", "Down", "Full");
        Check("type=record", "job:up:sum");
        Check("rule_name[]=Down&rule_name[]=job:up:sum", "Down", "job:up:sum");
        Check("rule_group[]=quiet", "Full");
        Check("file[]=rules/api.yml&type=alert", "Down");
        Check("file[]=nosuch");
        Check("match[]={severity=\"critical\"}", "Down");
        Check("match[]={severity=\"none\"}");
        Check("match[]={severity=\"none\"}&match[]={severity=~\"crit.+\"}", "Down");
        Assert.That(Rules("exclude_alerts=true"), Does.Contain("\"state\":\"firing\"").And.Not.Contain("api is down"));
        Assert.That(() => Rules("match[]=1"), Throws.TypeOf<ApiException>().With.Message.EqualTo("invalid parameter \"match[]\": 1 is no selector of series"));
        Assert.That(() => Rules("type=all"), Throws.TypeOf<ApiException>().With.Message.EqualTo("invalid parameter \"type\": not supported value \"all\""));
        Assert.That(() => Rules("exclude_alerts=yes"), Throws.TypeOf<ApiException>().With.Message.EqualTo("invalid parameter \"exclude_alerts\": \"yes\" is neither true nor false"));

        static void Check(string query, params string[] want)
        {
            using var answer = JsonDocument.Parse(Rules(query));
            Assert.That(answer.RootElement.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).Select(rule => rule.GetProperty("name").GetString()), Is.EqualTo(want), query);
        }
    }

    [Test]
    public void Alerts_of_all_rules_are_listed()
    {
        Assert.That(Text(RulesEndpoint.Alerts(Reports)), Does.StartWith("{\"alerts\":[{\"labels\":{\"alertname\":\"Down\",").And.EndWith("\"value\":\"2.5e-01\"}]}"));
        Assert.That(Text(RulesEndpoint.Alerts(new())), Is.EqualTo("{\"alerts\":[]}"));
        Assert.That(Text(RulesEndpoint.Rules(new(_ => []), new())), Is.EqualTo("{\"groups\":[]}"));
    }

    static string Rules(string query)
    {
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToArray();
        return Text(RulesEndpoint.Rules(new(name => pairs.Where(pair => pair[0] == name).Select(pair => pair[1])), Reports));
    }

    /// <summary>Without the envelope.</summary>
    static string Text(ApiData answer) => Encoding.UTF8.GetString(ApiAnswer.Success(answer).Span)["{\"status\":\"success\",\"data\":".Length..^1];
}
