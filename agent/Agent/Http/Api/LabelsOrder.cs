using MetricsAgent.Rules;

namespace MetricsAgent.Http.Api;

/// <summary>The order in which Prometheus lists series: by their labels from the first on, each by its name and then its value.</summary>
sealed class LabelsOrder : IComparer<Labels>
{
    internal static LabelsOrder Instance { get; } = new();

    public int Compare(Labels? x, Labels? y)
    {
        var left = (x ?? Labels.None).AsSpan();
        var right = (y ?? Labels.None).AsSpan();
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var order = Utf8Order.Instance.Compare(left[i].Name, right[i].Name);
            if (order == 0)
                order = Utf8Order.Instance.Compare(left[i].Value, right[i].Value);
            if (order != 0)
                return order;
        }

        return left.Length - right.Length;
    }
}
