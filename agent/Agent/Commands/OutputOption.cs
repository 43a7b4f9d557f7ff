using System.CommandLine;

namespace MetricsAgent.Commands;

/// <summary><c>--output</c> where it chooses a notation.</summary>
static class OutputOption
{
    /// <param name="notations">The first is the default.</param>
    internal static Option<string> Of(params string[] notations)
    {
        var option = new Option<string>("--output", "-o")
        {
            Description = $"{string.Join(" or ", notations)}.",
            DefaultValueFactory = _ => notations[0],
        };
        option.AcceptOnlyFromAmong(notations);
        return option;
    }
}
