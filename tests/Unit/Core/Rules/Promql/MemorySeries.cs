using System.Globalization;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

/// <summary>Series in memory, written as in the unit tests of rules: <c>up{job="a"} 1 0+10x20 _ stale</c>.</summary>
internal sealed class MemorySeries : ISeriesSource
{
    readonly List<(Labels Labels, long[] Times, double[] Values)> series = [];

    public IReadOnlyList<(Labels Labels, long[] Times, double[] Values)> All => series;

    /// <summary>One series a line, with a value every minute from time 0.</summary>
    public static MemorySeries Load(string lines, long step = 60_000)
    {
        MemorySeries loaded = new();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var braces = line.IndexOf('}', StringComparison.Ordinal) + 1;
            var space = line.IndexOf(' ', braces);
            var values = line[space..].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Expand).ToArray();
            var present = Enumerable.Range(0, values.Length).Where(i => values[i] is not null).ToArray();
            loaded.Add(LabelsOf(line[..space]), [.. present.Select(i => i * step)], [.. present.Select(i => values[i]!.Value)]);
        }

        return loaded;
    }

    public static Labels LabelsOf(string text) =>
        text == "{}" ? Labels.None : Labels.Of(((VectorSelector)PromqlParser.Parse(text)).Matchers.Select(matcher => new Label(matcher.Name, matcher.Value)));

    public void Add(Labels labels, long[] times, double[] values) => series.Add((labels, times, values));

    public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
    {
        foreach (var (labels, times, values) in series)
        {
            var start = Array.FindIndex(times, time => time >= from);
            var count = start < 0 ? 0 : times.Skip(start).TakeWhile(time => time <= to).Count();
            if (count > 0 && LabelMatcher.All(matchers, labels))
                into.Add(new(labels, times.AsMemory(start, count), values.AsMemory(start, count)));
        }
    }

    static IEnumerable<double?> Expand(string word)
    {
        var times = word.IndexOf('x', StringComparison.Ordinal);
        var count = times < 0 ? 0 : int.Parse(word.AsSpan(times + 1), CultureInfo.InvariantCulture);
        var value = times < 0 ? word : word[..times];
        if (value == "_")
            return Enumerable.Repeat<double?>(null, Math.Max(1, count));
        if (value == "stale")
            return [StaleMarker.Value];

        var sign = value.IndexOfAny(['+', '-'], 1);
        var isStepped = sign > 0 && times > 0 && value[sign - 1] is not ('e' or 'E');
        var first = Number(isStepped ? value[..sign] : value);
        var change = isStepped ? Number(value[sign..]) : 0;
        return Enumerable.Range(0, count + 1).Select(i => (double?)(first + (i * change)));
    }

    static double Number(string text) => text switch
    {
        "NaN" => double.NaN,
        "Inf" or "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
