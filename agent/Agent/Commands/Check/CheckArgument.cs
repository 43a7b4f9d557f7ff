using System.CommandLine;
using System.CommandLine.Completions;
using MetricsAgent.Rules;

namespace MetricsAgent.Commands.Check;

/// <summary><c>NAME…</c> of a check: alerts and collectors.</summary>
static class CheckArgument
{
    internal static Argument<string[]> Create()
    {
        var argument = CollectorArgument.Create();
        argument.HelpName = "NAME";
        argument.Description = "Only these alerts (PostgresDown), and only these collectors or domains: postgres, probe, node.cpu, postgres.tables, postgres.queries[orders].";
        argument.CompletionSources.Add(context =>
            from name in Alerts()
            where name.StartsWith(context.WordToComplete, StringComparison.Ordinal)
            select new CompletionItem(name));
        return argument;
    }

    static IEnumerable<string> Alerts() =>
        (ConfigSource.Quietly() is { } config ? RuleLoading.Load(config.Rules) : ShippedRules.Load()).Rules.Where(rule => rule.Config.IsAlert).Select(rule => rule.Config.Name.Text).Distinct();
}
