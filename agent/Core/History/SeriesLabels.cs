using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>Makes labels of what a snapshot has as text. Names and values that many series have are the same strings.</summary>
sealed class SeriesLabels
{
    const int MostTexts = 10_000;

    readonly HashSet<string> texts = [];
    readonly List<Label> labels = [];

    internal Labels Of(in FamilyLine line, SampleLabels of)
    {
        labels.Clear();
        var text = new byte[of.Length + 1];
        of.CopyTo(text);
        text[^1] = (byte)'}';
        var pairs = new TextLabels(text);
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
