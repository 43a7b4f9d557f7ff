using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>What is wrong with other programs' texts: counted, the first of each sort in words.</summary>
public sealed class ForeignFaults
{
    /// <summary>So many of a sort are told one by one: a text may be all wrong.</summary>
    const int Told = 20;

    /// <summary>And so many in the log.</summary>
    const int Logged = 3;

    readonly Dictionary<(string Part, Reason Reason), Sort> sorts = [];

    readonly HashSet<string> sources = [];

    public int Count { get; private set; }

    /// <summary>Whether something is wrong with a text of that name.</summary>
    public bool Concern(string source) => sources.Contains(source);

    public void Clear()
    {
        Count = 0;
        sorts.Clear();
        sources.Clear();
    }

    /// <param name="part">A bounded name for the sort.</param>
    public void Add(string part, Reason reason, string source, string what)
    {
        if (Open(part, reason, source) is { } sort)
            sort.Told.Add($"{source}: {what}");
    }

    internal void Add(string part, Reason reason, string source, int line, string what)
    {
        if (Open(part, reason, source) is { } sort)
            sort.Told.Add($"{source}:{line}: {what}");
    }

    /// <summary>Whether another of a sort would be told in words; where it would not, it is counted.</summary>
    internal bool Tells(string part, Reason reason, string source)
    {
        if (!sorts.TryGetValue((part, reason), out var sort) || sort.Count < Told)
            return true;
        sources.Add(source);
        Count++;
        sort.Count++;
        return false;
    }

    public void Emit(Samples samples)
    {
        foreach (var ((part, reason), sort) in sorts)
        {
            samples.Unavailable(part, reason, sort.Text(Told), sort.Text(Logged));
        }
    }

    /// <returns>Null when enough is told.</returns>
    Sort? Open(string part, Reason reason, string source)
    {
        Count++;
        sources.Add(source);
        if (!sorts.TryGetValue((part, reason), out var sort))
            sorts.Add((part, reason), sort = new());
        return ++sort.Count <= Told ? sort : null;
    }

    sealed class Sort
    {
        internal List<string> Told { get; } = [];

        internal int Count { get; set; }

        internal string Text(int most)
        {
            var more = Count - Math.Min(most, Told.Count);
            return string.Join("; ", Told.Take(most)) + (more > 0 ? $"; and {more} more" : "");
        }
    }
}
