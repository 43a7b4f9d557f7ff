using MetricsAgent.Collectors;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>What a check is about.</summary>
/// <param name="Collectors">Those that are asked for by name.</param>
/// <param name="Rules">The alerts that are asked for, or all of them, with everything that is recorded.</param>
/// <param name="Expression">An expression instead of the rules.</param>
internal sealed record CheckQuestion(IReadOnlyList<string> Collectors, RuleSet Rules, CheckExpression? Expression)
{
    /// <summary>Alerts, or an expression, are asked for by name: of the collectors that they read, what is down says why.</summary>
    internal bool IsNarrow { get; private init; }

    /// <summary>The collectors to poll; everything when there are none.</summary>
    internal IReadOnlyList<string> Polled { get; private init; } = Collectors;

    internal IEnumerable<Expression> Read => Rules.Rules.Select(rule => rule.Expression).Concat(Own);

    IEnumerable<Expression> Own => Expression is { } own ? [own.Expression] : [];

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
        return question with { IsNarrow = true, Polled = needed.Count == 0 ? [] : [.. collectors, .. needed] };
    }

    /// <summary>The collectors of everything that is read, also by what it reads of what is recorded; none where something may be anybody's.</summary>
    List<string> Needed()
    {
        List<string> needed = [];
        var owners = Catalogue.Owners();
        HashSet<string> seen = [];
        Queue<Expression> left = new(Rules.Rules.Where(rule => rule.Config.IsAlert).Select(rule => rule.Expression).Concat(Own));
        var recordings = Rules.Rules.Where(rule => !rule.Config.IsAlert).ToLookup(rule => rule.Config.Name.Text, rule => rule.Expression);
        while (left.TryDequeue(out var expression))
        {
            foreach (var name in Selectors.Names(expression).Where(seen.Add))
            {
                foreach (var recorded in recordings[name])
                    left.Enqueue(recorded);
                if (owners.TryGetValue(name, out var owner))
                    needed.Add(owner);
                else if (!recordings.Contains(name))
                    return [];
            }
        }

        return [.. needed.Distinct()];
    }
}
