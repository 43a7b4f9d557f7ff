using System.Text;
using MetricsAgent.Config.RuleFiles;

namespace MetricsAgent.Tests.Unit.Config.RuleFiles;

public sealed class RuleFileFuzzTests
{
    const string Seed = """
        groups:
          - name: a
            interval: 30s
            rules:
              - record: a:b
                expr: |
                  sum by (x) (rate(y[5m]))
                    / 2
              - alert: A
                expr: >-
                  up
                  == 0
                for: 1w
                labels: {severity: "cri\"tical"}
                annotations:
                  summary: 'it''s {{ $value }}'
        """;

    static readonly string[] Pieces = [":", ": ", "- ", "\n", "\n  ", "\t", " ", "#", "'", "\"", "[", "]", "{", "}", "&a ", "*a", "|", ">", "\\", "\r\n", "é", "\ud83d\ude00", "\ufeff", "0", "1y", "null", "expr", "groups"];

    [Test, CancelAfter(60_000)]
    public void No_mutation_makes_the_loader_or_a_place_in_a_text_throw(CancellationToken cancel)
    {
        var random = new Random(20260606);
        var valid = 0;
        for (var round = 0; round < 20_000 && !cancel.IsCancellationRequested; round++)
        {
            var text = new StringBuilder(Seed);
            for (var count = random.Next(1, 4); count > 0; count--)
            {
                var at = random.Next(text.Length);
                if (random.Next(2) == 0)
                    text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at));
                text.Insert(Math.Min(at, text.Length), Pieces[random.Next(Pieces.Length)]);
            }

            var result = RuleFileLoader.Load("r.yml", text.ToString());
            Assert.That(result.File is not null || result.Errors.Count > 0);
            Assert.That(result.Errors.All(error => error is { Line: >= 1, Column: >= 1 }));
            if (result.File is null)
                continue;
            valid += result.Errors.Count == 0 ? 1 : 0;
            foreach (var rule in result.File.Groups.SelectMany(group => group.Rules))
            {
                var place = rule.Expr.Error(random.Next(-1, rule.Expr.Text.Length + 2), "x");
                Assert.That(place is { Line: >= 1, Column: >= 1 }, text.ToString());
            }
        }

        Assert.That(valid, Is.InRange(1000, 19_000));
    }
}
