namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>
/// The k best samples, the worst of them first: a binary heap as Go's <c>container/heap</c> keeps it, because which one of equals stays
/// depends on how it is kept. NaN is worse than everything.
/// </summary>
/// <param name="isLeastBest">Whether the least value is the best one.</param>
sealed class SampleHeap(bool isLeastBest)
{
    readonly List<VectorSample> samples = [];

    internal void Clear() => samples.Clear();

    internal void Offer(VectorSample sample, int most)
    {
        if (samples.Count < most)
        {
            samples.Add(sample);
            Rise(samples.Count - 1);
        }
        else if (IsBetter(sample.Value, samples[0].Value))
        {
            samples[0] = sample;
            Sink();
        }
    }

    /// <summary>Best first.</summary>
    internal void MoveTo(List<VectorSample> result)
    {
        var first = result.Count;
        result.AddRange(samples);
        SampleOrder.Sort(result, first, descends: !isLeastBest);
        samples.Clear();
    }

    bool IsBetter(double value, double than) =>
        isLeastBest ? than > value || (double.IsNaN(than) && !double.IsNaN(value)) : than < value || (double.IsNaN(than) && !double.IsNaN(value));

    bool IsWorse(int one, int other)
    {
        var (l, r) = (samples[one].Value, samples[other].Value);
        return double.IsNaN(l) || (isLeastBest ? l > r : l < r);
    }

    void Rise(int at)
    {
        for (var parent = (at - 1) / 2; parent != at && IsWorse(at, parent); parent = (at - 1) / 2)
        {
            Swap(at, parent);
            at = parent;
        }
    }

    void Sink()
    {
        for (var at = 0; (2 * at) + 1 < samples.Count;)
        {
            var child = (2 * at) + 1;
            if (child + 1 < samples.Count && IsWorse(child + 1, child))
                child++;
            if (!IsWorse(child, at))
                return;
            Swap(at, child);
            at = child;
        }
    }

    void Swap(int one, int other) => (samples[one], samples[other]) = (samples[other], samples[one]);
}
