namespace MetricsAgent.Commands.Check;

/// <summary>A check that cannot be made; the message is for who asks, in one line.</summary>
/// <param name="faults">All of what is wrong.</param>
sealed class CheckException(params string[] faults) : Exception(faults.Length == 1 ? faults[0] : $"{faults[0]} (and {faults.Length - 1} more)")
{
    /// <summary>What is left to say on standard error.</summary>
    internal IReadOnlyList<string> Lines { get; private init; } = faults;

    /// <summary>Of faults that have been printed.</summary>
    internal static CheckException Printed(string[] faults) => new(faults) { Lines = [] };
}
