namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>An average: sum by count, and from where the sum would overflow, value by value.</summary>
struct MeanValue(double first)
{
    KahanSum sum = new(first);
    double count = 1;
    bool isIncremental;

    internal readonly double Result => isIncremental ? sum.Total : (sum.Sum / count) + (sum.Lost / count);

    internal void Add(double value)
    {
        count++;
        if (!isIncremental)
        {
            var next = sum;
            next.Add(value);
            if (!double.IsInfinity(next.Sum))
            {
                sum = next;
                return;
            }

            isIncremental = true;
            sum = new(sum.Sum / (count - 1), sum.Lost / (count - 1));
        }

        var share = (count - 1) / count;
        sum = new(share * sum.Sum, share * sum.Lost);
        sum.Add(value / count);
    }
}
