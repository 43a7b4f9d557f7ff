using System.CommandLine;

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

        // A list of words swallows options that do not exist.
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
                result.AddError($"Unrecognized option '{token.Value}'.");
        });
        return argument;
    }
}
