using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>Makes labels of what a snapshot has as text. Names and values that many series have are the same strings.</summary>
sealed class SeriesLabels
{
    const int MostTexts = 10_000;

    readonly HashSet<string> texts = [];
    readonly List<Label> labels = [];

    /// <param name="text">Escaped UTF-8 without braces: <see cref="Metrics.SampleColumn.Labels"/>.</param>
    internal Labels Of(in FamilyLine line, ReadOnlySpan<byte> text)
    {
        labels.Clear();
        var pairs = new TextLabels([.. text, (byte)'}']);
        while (pairs.Next())
            labels.Add(new(Known(Encoding.UTF8.GetString(pairs.Name)), Known(TextLabels.Unescape(pairs.Value))));
        labels.Add(new(Labels.MetricName, line.Name));
        if (line.Label.Length > 0)
            labels.Add(new(line.Label, line.Bound));
        return Labels.Of(labels);
    }

    string Known(string text)
    {
        if (texts.TryGetValue(text, out var known))
            return known;
        if (texts.Count == MostTexts)
            texts.Clear();
        texts.Add(text);
        return text;
    }
}
