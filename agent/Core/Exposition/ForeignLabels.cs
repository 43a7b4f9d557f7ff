namespace MetricsAgent.Exposition;

/// <summary>Labels of other programs' series, and those that are added to them as Prometheus adds a target's.</summary>
/// <param name="added">On every series.</param>
/// <param name="isHonored">Where a series has a label of that name itself, it keeps it; otherwise that becomes <c>exported_…</c>.</param>
public sealed class ForeignLabels(IEnumerable<KeyValuePair<string, string>> added, bool isHonored)
{
    const int MostTexts = 100_000;

    readonly KeyValuePair<string, string>[] added = [.. added];

    /// <summary>Most values come in many series.</summary>
    readonly HashSet<string> texts = [];

    internal List<(string Name, string Value)> Read(ReadOnlySpan<byte> text)
    {
        List<(string Name, string Value)> found = [];
        var labels = new TextLabels(text);
        while (labels.Next())
            found.Add((Known(LegalName.OfLabel(labels.Name)), Known(TextLabels.Unescape(labels.Value))));
        return found;
    }

    internal void AddTo(List<(string Name, string Value)> labels)
    {
        foreach (var (name, value) in added)
        {
            var own = labels.FindIndex(label => label.Name == name);
            if (own >= 0 && isHonored)
                continue;
            if (own >= 0 && labels[own].Value.Length > 0)
                labels[own] = (Exported(name, labels), labels[own].Value);
            else if (own >= 0)
                labels.RemoveAt(own);
            labels.Add((name, value));
        }
    }

    internal void Forget() => texts.Clear();

    string Exported(string name, List<(string Name, string Value)> labels)
    {
        do
            name = $"exported_{name}";
        while (labels.Exists(label => label.Name == name) || Array.Exists(added, label => label.Key == name));
        return Known(name);
    }

    string Known(string text)
    {
        if (texts.TryGetValue(text, out var known))
            return known;
        if (texts.Count < MostTexts)
            texts.Add(text);
        return text;
    }
}
