namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>A bucket of a classic histogram: how many observations were not above a bound.</summary>
record struct Bucket(double UpperBound, double Count);

/// <summary>Quantiles of classic histograms: values are taken to lie evenly within a bucket.</summary>
static class BucketQuantile
{
    /// <summary>Relative differences below this are rounding, not a decrease.</summary>
    const double SmallDifference = 1e-12;

    const double LeastNormal = 2.2250738585072014e-308;

    /// <param name="buckets">Are sorted and corrected.</param>
    /// <param name="isCorrected">Whether counts went down from one bucket to the next.</param>
    internal static double Of(double quantile, List<Bucket> buckets, out bool isCorrected)
    {
        isCorrected = false;
        if (double.IsNaN(quantile))
            return double.NaN;
        if (quantile is < 0 or > 1)
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;

        buckets.Sort((left, right) => left.UpperBound.CompareTo(right.UpperBound));
        if (!double.IsPositiveInfinity(buckets[^1].UpperBound))
            return double.NaN;
        Merge(buckets);
        isCorrected = MakeMonotonic(buckets);
        var observations = buckets[^1].Count;
        return buckets.Count < 2 || observations == 0 ? double.NaN : Interpolate(quantile * observations, buckets);
    }

    static double Interpolate(double rank, List<Bucket> buckets)
    {
        var at = 0;
        while (at < buckets.Count - 1 && !(buckets[at].Count >= rank))
            at++;
        if (at == buckets.Count - 1)
            return buckets[^2].UpperBound;
        var (end, count) = buckets[at];
        if (at == 0)
            return end <= 0 ? end : end * (rank / count);
        var (start, before) = buckets[at - 1];
        return start + ((end - start) * ((rank - before) / (count - before)));
    }

    /// <summary>Buckets with equal bounds, from labels such as "1" and "1.0", become one.</summary>
    static void Merge(List<Bucket> buckets)
    {
        var last = 0;
        for (var i = 1; i < buckets.Count; i++)
        {
            if (buckets[i].UpperBound == buckets[last].UpperBound)
                buckets[last] = buckets[last] with { Count = buckets[last].Count + buckets[i].Count };
            else
                buckets[++last] = buckets[i];
        }

        buckets.RemoveRange(last + 1, buckets.Count - last - 1);
    }

    static bool MakeMonotonic(List<Bucket> buckets)
    {
        var isCorrected = false;
        var before = buckets[0].Count;
        for (var i = 1; i < buckets.Count; i++)
        {
            var count = buckets[i].Count;
            if (count == before)
                continue;
            var isRounding = IsAlmost(before, count);
            if (isRounding || count < before)
            {
                buckets[i] = buckets[i] with { Count = before };
                isCorrected |= !isRounding;
                continue;
            }

            before = count;
        }

        return isCorrected;
    }

    static bool IsAlmost(double left, double right)
    {
        if (double.IsNaN(left) && double.IsNaN(right))
            return true;
        var (sum, difference) = (Math.Abs(left) + Math.Abs(right), Math.Abs(left - right));
        return left == 0 || right == 0 || sum < LeastNormal
            ? difference < SmallDifference * LeastNormal
            : difference / Math.Min(sum, double.MaxValue) < SmallDifference;
    }
}
