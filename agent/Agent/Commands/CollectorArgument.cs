using System.CommandLine;
using System.CommandLine.Completions;
using MetricsAgent.Collectors;

namespace MetricsAgent.Commands;

/// <summary><c>COLLECTOR…</c>: which collectors a command is about.</summary>
static class CollectorArgument
{
    internal static Argument<string[]> Create()
    {
        var argument = new Argument<string[]>("collector")
        {
            Description = "Only these collectors or domains: postgres, probe, node.cpu, postgres.tables, postgres.queries[orders].",
            Arity = ArgumentArity.ZeroOrMore,
        };

        argument.CompletionSources.Add(context =>
            from name in Catalogue.All.Select(entry => entry.Domain).Distinct().Concat(Catalogue.All.Select(entry => entry.Name))
            where name.StartsWith(context.WordToComplete, StringComparison.Ordinal)
            select new CompletionItem(name));

        // A list of words swallows options that do not exist.
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
                result.AddError($"Unrecognized option '{token.Value}'.");
        });
        return argument;
    }
}
