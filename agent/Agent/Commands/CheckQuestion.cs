using MetricsAgent.Collectors;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands;

/// <summary>What a check is about.</summary>
/// <param name="Collectors">Those that are asked for by name.</param>
/// <param name="Rules">The alerts that are asked for, or all of them, with everything that is recorded.</param>
/// <param name="Expression">An expression instead of the rules.</param>
internal sealed record CheckQuestion(IReadOnlyList<string> Collectors, RuleSet Rules, CheckExpression? Expression)
{
    /// <summary>Only alerts, or an expression, are asked for: of the collectors, what is down says why.</summary>
    internal bool IsNarrow { get; private init; }

    /// <summary>The collectors to poll; everything when there are none.</summary>
    internal IReadOnlyList<string> Polled { get; private init; } = Collectors;

    internal IEnumerable<Expression> Read => Rules.Rules.Select(rule => rule.Expression).Concat(Expression is { } own ? [own.Expression] : []);

    /// <param name="names">Of alerts and of collectors, in any order.</param>
    internal static CheckQuestion Of(IReadOnlyList<string> names, RuleSet rules, CheckExpression? expression)
    {
        var known = rules.Rules.Where(rule => rule.Config.IsAlert).Select(rule => rule.Config.Name.Text).ToHashSet();
        string[] collectors = [.. names.Where(name => !known.Contains(name))];
        var isAll = names.Count == 0 && expression is null;
        var wanted = rules with
        {
            Groups = [.. rules.Groups.Select(group => group with { Rules = [.. group.Rules.Where(rule => isAll || !rule.Config.IsAlert || names.Contains(rule.Config.Name.Text))] })],
        };
        var isUp = expression is null && !isAll && !names.Any(known.Contains);
        var question = new CheckQuestion(collectors, isUp ? new([], []) : wanted, expression);
        if (isAll || isUp)
            return question;
        var needed = question.Needed();
        return question with { IsNarrow = collectors.Length == 0, Polled = needed.Count == 0 ? [] : [.. collectors, .. needed] };
    }

    /// <summary>The collectors of everything that is read; none where something may be anybody's.</summary>
    List<string> Needed()
    {
        List<string> needed = [];
        var alerts = Rules.Rules.Where(rule => rule.Config.IsAlert).Select(rule => rule.Expression).Concat(Expression is { } own ? [own.Expression] : []);
        foreach (var (matchers, _) in alerts.SelectMany(Selectors.Of))
        {
            var name = matchers.FirstOrDefault(matcher => matcher is { Name: Labels.MetricName, Kind: MatchKind.Equal })?.Value ?? "";
            if (!Catalogue.Owners.TryGetValue(name, out var owner))
                return [];
            if (!needed.Contains(owner))
                needed.Add(owner);
        }

        return needed;
    }
}

/// <summary><c>--expr</c> with its ranges.</summary>
internal sealed record CheckExpression(Expression Expression, NagiosRange? Warning, NagiosRange? Critical)
{
    internal CheckState Judge(double value) =>
        double.IsNaN(value) ? CheckState.Unknown
        : Critical?.Alerts(value) == true ? CheckState.Critical
        : Warning?.Alerts(value) == true ? CheckState.Warning
        : CheckState.Ok;

    internal string Target => (Warning, Critical) switch
    {
        (null, null) => "",
        ({ } warning, null) => $"{warning}",
        (null, { } critical) => $"{critical}",
        _ => $"{Warning} / {Critical}",
    };

    /// <summary>A series' worth of a report.</summary>
    internal (CheckAlert Alert, CheckMeasure Measure) Report(VectorSample sample)
    {
        var name = sample.Labels.Count == 0 ? Expression.ToString()! : sample.Labels.ToString();
        return (new(name, Judge(sample.Value), sample.Labels) { Value = sample.Value, Target = Target }, new(name, sample.Value, Warning, Critical));
    }

    /// <summary>Where nothing was found.</summary>
    internal CheckAlert Nothing(string why) => new(Expression.ToString()!, CheckState.Unknown, Labels.None) { Target = Target, Detail = why };
}
