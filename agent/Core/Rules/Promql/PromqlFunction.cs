namespace MetricsAgent.Rules.Promql;

/// <summary>What a function takes and gives.</summary>
/// <param name="Arguments">Of what type each argument is; the last one's type is also that of any further ones.</param>
/// <param name="Optional">How many of the last arguments may be left out; -1 where the last one may also come any number of times.</param>
public sealed record PromqlFunction(string Name, ValueType Result, IReadOnlyList<ValueType> Arguments, int Optional = 0)
{
    internal int Least => Optional == 0 ? Arguments.Count : Arguments.Count - 1;

    internal int Most => Optional switch { 0 => Arguments.Count, < 0 => int.MaxValue, _ => Arguments.Count - 1 + Optional };
}
