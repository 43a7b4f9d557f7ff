namespace MetricsAgent.Tests.Integration;

/// <summary>What <c>sum(increase(…))</c> makes of a family: the first value of a series is no gain, and a fall is a start from 0.</summary>
/// <param name="prefix">Of the series' lines.</param>
internal sealed class Gains(string prefix)
{
    Dictionary<string, double>? before;

    internal double Total { get; private set; }

    /// <returns>The total.</returns>
    internal double Add(PollResult poll)
    {
        var now = poll.Lines(prefix).ToDictionary(line => line[..line.LastIndexOf(' ')], PollResult.Value);
        foreach (var (series, value) in now)
        {
            if (before is not null && before.TryGetValue(series, out var last))
                Total += value < last ? value : value - last;
        }

        before = now;
        return Total;
    }
}
