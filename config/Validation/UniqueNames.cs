using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>The names of the items of one list: each has one, and no two the same.</summary>
internal sealed class UniqueNames(Problems problems)
{
    readonly Dictionary<string, string> first = [];

    /// <param name="item">Where the item is that has the name.</param>
    /// <param name="purpose">What the name is for.</param>
    internal void Check(string item, string name, string purpose)
    {
        if (name.Length == 0)
            problems.Report($"{item}.name", $"is required: {purpose}");
        else if (!first.TryAdd(name, item))
            problems.Report($"{item}.name", $"must be unique, but {first[name]} is {Quote.Text(name)} too");
    }
}
