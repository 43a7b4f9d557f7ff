using System.Globalization;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>One histogram of a row.</summary>
/// <param name="Bounds">Upper bounds, ascending, without <c>+Inf</c>.</param>
/// <param name="Buckets">Observations at or below each bound, cumulative, then all of them.</param>
internal sealed record QueryHistogram(double[] Bounds, long[] Buckets, double Sum)
{
    /// <summary>The columns that stand beside the one with the bounds.</summary>
    internal static readonly string[] Suffixes = ["_bucket", "_sum", "_count"];

    /// <summary>From the server's arrays: <c>{0.1,1,10}</c> and <c>{1,5,9}</c>.</summary>
    /// <returns>Null where it is none.</returns>
    internal static QueryHistogram? Read(string bounds, string buckets, string sum, string count)
    {
        if (!TryReadArray(bounds, out var limits) || !TryReadArray(buckets, out var counts) || limits.Length != counts.Length
            || !double.TryParse(sum, NumberStyles.Float, CultureInfo.InvariantCulture, out var total)
            || !double.TryParse(count, NumberStyles.Float, CultureInfo.InvariantCulture, out var all))
        {
            return null;
        }

        // The last one is written by itself.
        if (limits is [.., double.PositiveInfinity])
            limits = limits[..^1];
        for (var i = 0; i < limits.Length; i++)
        {
            if (!double.IsFinite(limits[i]) || (i > 0 && limits[i] <= limits[i - 1]))
                return null;
        }

        return limits.Length == 0 ? null : new(limits, [.. counts.Take(limits.Length).Append(all).Select(each => (long)each)], total);
    }

    static bool TryReadArray(string text, out double[] numbers)
    {
        numbers = [];
        if (text is not ['{', .. var inner, '}'])
            return false;
        var words = inner.Split(',', StringSplitOptions.RemoveEmptyEntries);
        numbers = new double[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }

        return true;
    }
}
