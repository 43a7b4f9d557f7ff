using MetricsAgent.Config.RuleFiles;

namespace MetricsAgent.Tests.Unit.Config.RuleFiles;

public sealed class RuleTestLoaderTests
{
    [Test]
    public void A_test_is_read_and_names_files_beside_it()
    {
        var file = RuleTestLoader.Load("/a/b/t.yml", """
            rule_files: [../r.yml, /x/*.yml]
            evaluation_interval: 30s
            group_eval_order: [g]
            tests:
              - name: n
                external_labels: {site: here}
                external_url: http://a/
                input_series: [{series: up, values: 1x5}]
                alert_rule_test: [{eval_time: 5m, alertname: A, exp_alerts: [{exp_labels: {a: b}, exp_annotations: {c: d}}]}]
                promql_expr_test: [{expr: up, eval_time: 1m, exp_samples: [{labels: 'up{}', value: .inf}]}]
            """).File!;
        Assert.That(file.RuleFiles, Is.EqualTo(["/a/b/../r.yml", "/x/*.yml"]));
        Assert.That((file.EvaluationInterval, file.GroupOrder[0]), Is.EqualTo((TimeSpan.FromSeconds(30), "g")));
        var test = file.Tests.Single();
        Assert.That((test.Name, test.Interval, test.ExternalUrl, test.ExternalLabels["site"]), Is.EqualTo(("n", TimeSpan.FromSeconds(30), "http://a/", "here")));
        Assert.That(test.Alerts.Single().Expected.Single().Annotations["c"], Is.EqualTo("d"));
        Assert.That(test.Expressions.Single().Expected.Single().Value.Text, Is.EqualTo(".inf"));
    }

    [Test]
    public void What_is_wrong_is_told_with_its_place()
    {
        var result = RuleTestLoader.Load("t.yml", """
            rule_file: [r.yml]
            tests:
              - interval: often
                input_series: [{series: up}]
                alert_rule_test: [{eval_time: 5m, exp_alerts: [{exp_label: {a: b}}]}]
            """);
        Assert.That(string.Join('\n', result.Errors), Is.EqualTo("""
            t.yml:1:1: unknown key 'rule_file' at the top (did you mean 'rule_files'?)
            t.yml:3:15: tests[0].interval must be a duration such as 30s, 5m, 1h30m, 2d or 1w, not 'often'
            t.yml:4:20: tests[0].input_series[0].values is missing
            t.yml:5:23: tests[0].alert_rule_test[0].alertname is missing
            t.yml:5:53: unknown key 'exp_label' in tests[0].alert_rule_test[0].exp_alerts[0] (did you mean 'exp_labels'?)
            """));
        Assert.That(result.File!.Tests, Has.Count.EqualTo(1), "what there is, others look at");
    }
}
