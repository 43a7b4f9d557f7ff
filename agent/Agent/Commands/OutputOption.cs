using System.CommandLine;

namespace MetricsAgent.Commands;

/// <summary><c>--output</c> where it chooses a notation.</summary>
static class OutputOption
{
    internal const string Name = "--output";

    /// <param name="notations">The first is the default.</param>
    internal static Option<string> Of(params string[] notations)
    {
        var option = new Option<string>(Name, "-o")
        {
            Description = $"{string.Join(" or ", notations)}.",
            DefaultValueFactory = _ => notations[0],
        };
        option.AcceptOnlyFromAmong(notations);
        return option;
    }
}
