using System.Text;

namespace MetricsAgent.Rules;

/// <summary>The name and value of one label.</summary>
public readonly record struct Label(string Name, string Value);

/// <summary>
/// The labels of a series or an alert, sorted by name as the bytes of their UTF-8 are. Immutable; equal when every name and value is.
/// A label without a value is no label.
/// </summary>
public sealed class Labels : IEquatable<Labels>
{
    /// <summary>The label that holds a metric's name.</summary>
    public const string MetricName = "__name__";

    readonly Label[] sorted;
    readonly int hash;

    Labels(Label[] sorted)
    {
        this.sorted = sorted;
        var code = new HashCode();
        foreach (var label in sorted)
            code.Add(label);
        hash = code.ToHashCode();
    }

    public static Labels None { get; } = new([]);

    public int Count => sorted.Length;

    /// <summary>A metric's name, or nothing.</summary>
    public string Name => this[MetricName];

    /// <summary>The value of a label; empty when there is no such label.</summary>
    public string this[string name]
    {
        get
        {
            foreach (var label in sorted)
            {
                if (label.Name == name)
                    return label.Value;
            }

            return "";
        }
    }

    /// <summary>From labels in any order; of a name that comes twice, the last one counts.</summary>
    public static Labels Of(IEnumerable<Label> labels)
    {
        SortedDictionary<string, string> sorted = new(Utf8Order.Instance);
        foreach (var (name, value) in labels)
            sorted[name] = value;
        Label[] kept = [.. sorted.Where(label => label.Value.Length > 0).Select(label => new Label(label.Key, label.Value))];
        return kept.Length == 0 ? None : new(kept);
    }

    /// <summary>As <see cref="Of(IEnumerable{Label})"/>, for a few known ones.</summary>
    public static Labels Of(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        List<Label> list = [];
        foreach (var (name, value) in labels)
            list.Add(new(name, value));
        return Of(list);
    }

    /// <summary>With a label set to a value; without it when the value is empty.</summary>
    public Labels With(string name, string value) => Of(sorted.Append(new(name, value)));

    /// <summary>Only these labels.</summary>
    public Labels Only(IReadOnlyCollection<string> names) => Keep(label => names.Contains(label.Name));

    /// <summary>All but these labels.</summary>
    public Labels Without(IReadOnlyCollection<string> names) => Keep(label => !names.Contains(label.Name));

    public ReadOnlySpan<Label> AsSpan() => sorted;

    public Label[] ToArray() => [.. sorted];

    public bool Equals(Labels? other) =>
        ReferenceEquals(this, other) || (other is not null && hash == other.hash && sorted.AsSpan().SequenceEqual(other.sorted));

    public override bool Equals(object? obj) => Equals(obj as Labels);

    public override int GetHashCode() => hash;

    /// <summary>As Prometheus writes it: <c>up{instance="a",job="b"}</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Name);
        var others = 0;
        foreach (var (name, value) in sorted)
        {
            if (name == MetricName)
                continue;
            text.Append(others++ == 0 ? '{' : ',').Append(name).Append("=\"");
            text.Append(Escape(value)).Append('"');
        }

        if (others > 0)
            text.Append('}');
        return text.Length == 0 ? "{}" : text.ToString();
    }

    /// <summary>A value as it stands in quotes.</summary>
    internal static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    Labels Keep(Func<Label, bool> wanted)
    {
        var kept = Array.FindAll(sorted, label => wanted(label));
        return kept.Length == sorted.Length ? this : kept.Length == 0 ? None : new(kept);
    }
}
