using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>Which of a metric's numbers a sample is.</summary>
enum SampleRole
{
    Value,
    Bucket,
    Quantile,
    Sum,
    Count,
}

/// <summary>One label set of another program's family, with its number, or with its buckets or quantiles, its sum and its count.</summary>
/// <param name="names">Sorted; without the label of the buckets or quantiles.</param>
sealed class ForeignMetric(ForeignFamily owner, string[] names, string[] values)
{
    readonly List<(double Bound, double Value)> points = [];
    double[] numbers = [];
    double value;
    double sum;
    double count;
    bool hasValue;
    bool hasSum;
    bool hasCount;
    Family? family;

    internal ForeignFamily Owner => owner;

    /// <summary>The poll that last had it.</summary>
    internal int Poll { get; private set; }

    /// <summary>Where that poll first met it.</summary>
    internal (string Source, int Line) Place { get; private set; }

    /// <summary>Starts it anew, if this poll has not had it yet.</summary>
    internal bool Begin(int poll, string source, int line)
    {
        if (Poll == poll)
            return false;
        (Poll, Place) = (poll, (source, line));
        points.Clear();
        value = sum = count = double.NaN;
        hasValue = hasSum = hasCount = false;
        return true;
    }

    /// <returns>False when this poll has had that number.</returns>
    internal bool TrySet(SampleRole role, double bound, double number)
    {
        switch (role)
        {
            case SampleRole.Value:
                return TrySet(ref hasValue, ref value, number);
            case SampleRole.Sum:
                return TrySet(ref hasSum, ref sum, number);
            case SampleRole.Count:
                return TrySet(ref hasCount, ref count, number);
            default:
                // Nearly always they come in order.
                var at = points.Count;
                while (at > 0 && points[at - 1].Bound > bound)
                    at--;
                if (at > 0 && points[at - 1].Bound == bound)
                    return false;
                points.Insert(at, (bound, number));
                return true;
        }
    }

    /// <returns>What is missing for it to be a metric.</returns>
    internal string? Emit(Samples samples)
    {
        if (owner.Kind is not (FamilyKind.Histogram or FamilyKind.Summary))
        {
            samples.Add(Family(0), value, values);
            return null;
        }

        var bounds = points.Count;
        if (owner.Kind == FamilyKind.Histogram)
        {
            // The bucket of everything and the count are one number.
            var hasAll = bounds > 0 && double.IsPositiveInfinity(points[^1].Bound);
            if (!hasAll && !hasCount)
                return "a histogram without a count";
            if (hasAll)
                count = points[--bounds].Value;
        }

        if (numbers.Length != bounds + 2)
            numbers = new double[bounds + 2];
        for (var i = 0; i < bounds; i++)
            numbers[i] = points[i].Value;
        (numbers[^2], numbers[^1]) = (count, sum);
        samples.AddParts(Family(bounds), numbers, values);
        return null;
    }

    static bool TrySet(ref bool isSet, ref double field, double number)
    {
        if (isSet)
            return false;
        (isSet, field) = (true, number);
        return true;
    }

    Family Family(int bounds)
    {
        if (family is not { } known || known.Kind != owner.Kind || known.Help != owner.Help || !HasBounds(known, bounds))
            family = owner.Shape(names, points.Take(bounds).Select(point => point.Bound));
        return family!;
    }

    bool HasBounds(Family known, int bounds)
    {
        if (known.Bounds.Count != bounds)
            return false;
        for (var i = 0; i < bounds; i++)
        {
            if (known.Bounds[i] != points[i].Bound)
                return false;
        }

        return true;
    }
}
