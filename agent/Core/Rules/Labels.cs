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

    /// <summary>What says which metric a value is of, and is no longer true of what is made of it.</summary>
    static readonly string[] Metadata = [MetricName, "__type__", "__unit__"];

    readonly Label[] sorted;

    /// <summary>Those before it are not its own: what differs only in the metric's name shares its labels.</summary>
    readonly int first;

    readonly int hash;
    Labels? withoutMetric;

    Labels(Label[] sorted, int first = 0)
    {
        (this.sorted, this.first) = (sorted, first);
        var code = new HashCode();
        foreach (var label in AsSpan())
            code.Add(label);
        hash = code.ToHashCode();
    }

    public static Labels None { get; } = new([]);

    public int Count => sorted.Length - first;

    /// <summary>A metric's name, or nothing.</summary>
    public string Name => this[MetricName];

    /// <summary>The value of a label; empty when there is no such label.</summary>
    public string this[string name]
    {
        get
        {
            foreach (var label in AsSpan())
            {
                if (label.Name == name)
                    return label.Value;
            }

            return "";
        }
    }

    /// <summary>Those that are still true of what is made of a metric's value: without its name. Kept, as rules ask for it at every tick.</summary>
    internal Labels WithoutMetric => withoutMetric ??= MakeWithoutMetric();

    /// <summary>From labels in any order; of a name that comes twice, the last one counts.</summary>
    public static Labels Of(IEnumerable<Label> labels)
    {
        var sorted = SortedLabels.Of(labels);
        return sorted.Length == 0 ? None : new(sorted);
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
    public Labels With(string name, string value) => Of([.. AsSpan(), new Label(name, value)]);

    /// <summary>Only these labels.</summary>
    public Labels Only(IReadOnlyCollection<string> names) => Keep(label => names.Contains(label.Name));

    /// <summary>All but these labels.</summary>
    public Labels Without(IReadOnlyCollection<string> names) => Keep(label => !names.Contains(label.Name));

    public ReadOnlySpan<Label> AsSpan() => sorted.AsSpan(first);

    public Label[] ToArray() => [.. AsSpan()];

    public bool Equals(Labels? other) =>
        ReferenceEquals(this, other) || (other is not null && hash == other.hash && AsSpan().SequenceEqual(other.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as Labels);

    public override int GetHashCode() => hash;

    /// <summary>As Prometheus writes it: <c>up{instance="a",job="b"}</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Name);
        var others = 0;
        foreach (var (name, value) in AsSpan())
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

    Labels MakeWithoutMetric()
    {
        var made = Without(Metadata);
        return made.Count > 0 && made.Count == Count - 1 && sorted[first].Name == MetricName ? new(sorted, first + 1) : made;
    }

    Labels Keep(Func<Label, bool> wanted)
    {
        var kept = Array.FindAll(first == 0 ? sorted : ToArray(), label => wanted(label));
        return kept.Length == Count ? this : kept.Length == 0 ? None : new(kept);
    }
}
