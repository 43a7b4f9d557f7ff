using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Processes or threads by the letter of their state.</summary>
internal sealed class TaskCounts
{
    const char First = 'A';

    static readonly string[] Letters = [.. Enumerable.Range(First, 'z' - First + 1).Select(letter => ((char)letter).ToString())];

    readonly int[] counts = new int[Letters.Length];

    internal int All { get; private set; }

    internal void Clear()
    {
        Array.Clear(counts);
        All = 0;
    }

    internal void Add(char state)
    {
        counts[state - First]++;
        All++;
    }

    internal void Emit(Samples samples, Family family)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
                samples.Add(family, counts[i], Letters[i]);
        }
    }
}
