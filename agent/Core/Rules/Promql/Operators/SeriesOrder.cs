namespace MetricsAgent.Rules.Promql;

/// <summary>The order in which Prometheus reads series: by their labels, name by name. Sums depend on it in the last bits.</summary>
static class SeriesOrder
{
    internal static int Compare(SeriesWindow left, SeriesWindow right) => Compare(left.Labels, right.Labels);

    internal static int Compare(Labels left, Labels right)
    {
        var l = left.AsSpan();
        var r = right.AsSpan();
        for (var i = 0; i < l.Length && i < r.Length; i++)
        {
            var order = ReferenceEquals(l[i].Name, r[i].Name) ? 0 : Utf8Order.Instance.Compare(l[i].Name, r[i].Name);
            if (order == 0)
                order = Utf8Order.Instance.Compare(l[i].Value, r[i].Value);
            if (order != 0)
                return order;
        }

        return l.Length - r.Length;
    }
}
