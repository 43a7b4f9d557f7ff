using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>One label set of another program's family, with its number, or with its buckets or quantiles, its sum and its count.</summary>
/// <param name="names">Sorted; without the label of the buckets or quantiles.</param>
sealed class ForeignMetric(ForeignFamily owner, string[] names, string[] values)
{
    readonly List<Point> points = [];
    double[] numbers = [];
    double value;
    double sum;
    double count;
    double created;
    (int Start, int Length) exemplar;
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
        value = sum = count = created = double.NaN;
        exemplar = default;
        hasValue = hasSum = hasCount = false;
        return true;
    }

    /// <returns>False when this poll has had that number.</returns>
    /// <param name="withExemplar">Where it is in the poll's text of them.</param>
    internal bool TrySet(SampleRole role, double bound, double number, (int Start, int Length) withExemplar)
    {
        switch (role)
        {
            case SampleRole.Value:
                exemplar = withExemplar;
                return TrySet(ref hasValue, ref value, number);
            case SampleRole.Sum or SampleRole.GaugeSum:
                return TrySet(ref hasSum, ref sum, number);
            case SampleRole.Count or SampleRole.GaugeCount:
                return TrySet(ref hasCount, ref count, number);
            case SampleRole.Created:
                created = number;
                return true;
            default:
                // Nearly always they come in order.
                var at = points.Count;
                while (at > 0 && points[at - 1].Bound > bound)
                    at--;
                if (at > 0 && points[at - 1].Bound == bound)
                    return false;
                points.Insert(at, new(bound, number, withExemplar));
                return true;
        }
    }

    /// <returns>What is missing for it to be a metric.</returns>
    internal string? Emit(Samples samples, ReadOnlySpan<byte> exemplars)
    {
        if (owner.Kind is not (FamilyKind.Histogram or FamilyKind.GaugeHistogram or FamilyKind.Summary))
        {
            if (!hasValue)
                return "a number that is missing";
            samples.Add(Family(0), value, values);
            AddBeside(samples, 0, exemplars, exemplar);
            return null;
        }

        var bounds = points.Count;
        if (owner.Kind != FamilyKind.Summary)
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
        {
            if (points[i].Value < 0 && owner.Kind == FamilyKind.Histogram)
                return "a bucket with a negative count";
            numbers[i] = points[i].Value;
        }

        if (count < 0)
            return "a negative count";
        (numbers[^2], numbers[^1]) = (count, sum);
        samples.AddParts(Family(bounds), numbers, values);
        for (var i = 0; i < points.Count; i++)
            AddBeside(samples, i, exemplars, points[i].Exemplar);
        if (points.Count == 0)
            AddBeside(samples, 0, exemplars, default);
        return null;
    }

    void AddBeside(Samples samples, int part, ReadOnlySpan<byte> exemplars, (int Start, int Length) place)
    {
        if (part == 0 && !double.IsNaN(created))
            samples.AddCreated(created);
        if (place.Length > 0)
            samples.AddExemplar(part, exemplars.Slice(place.Start, place.Length));
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
        if (family is not { } known || known.Kind != owner.Kind || known.Help != owner.Help || known.Unit != owner.Unit || !HasBounds(known, bounds))
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

    readonly record struct Point(double Bound, double Value, (int Start, int Length) Exemplar);
}
