namespace MetricsAgent.Rules.Promql;

/// <summary>How many series of one side may match one of the other.</summary>
public enum Cardinality
{
    OneToOne,

    /// <summary><c>group_left</c></summary>
    ManyToOne,

    /// <summary><c>group_right</c></summary>
    OneToMany,

    /// <summary>Of set operators.</summary>
    ManyToMany,
}

/// <summary>Which series of two vectors belong together.</summary>
/// <param name="On">Whether only the labels count, or all but them.</param>
/// <param name="Labels">Those of <c>on</c> or <c>ignoring</c>.</param>
/// <param name="Included">Those of <c>group_left</c> or <c>group_right</c>, taken over from the "one" side.</param>
public sealed record VectorMatching(Cardinality Cardinality, bool On, IReadOnlyList<string> Labels, IReadOnlyList<string> Included)
{
    internal static VectorMatching Default { get; } = new(Cardinality.OneToOne, false, [], []);

    public override string ToString()
    {
        if (Labels.Count == 0 && !On && Cardinality is not (Cardinality.ManyToOne or Cardinality.OneToMany))
            return "";
        var text = $" {(On ? "on" : "ignoring")} ({QuotedText.LabelNames(Labels)})";
        return Cardinality switch
        {
            Cardinality.ManyToOne => $"{text} group_left ({QuotedText.LabelNames(Included)})",
            Cardinality.OneToMany => $"{text} group_right ({QuotedText.LabelNames(Included)})",
            _ => text,
        };
    }
}
