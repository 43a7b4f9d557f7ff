namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>Samples in the order of their values, NaN last. Equals stay as they are, and NaNs come the other way round, as Prometheus' sort leaves them.</summary>
static class SampleOrder
{
    internal static void Sort(List<VectorSample> samples, int first, bool descends)
    {
        if (samples.Count - first < 2)
            return;
        var keyed = new (VectorSample Sample, int Place)[samples.Count - first];
        for (var i = 0; i < keyed.Length; i++)
            keyed[i] = (samples[first + i], i);
        Array.Sort(keyed, (left, right) => Compare(left, right, descends));
        for (var i = 0; i < keyed.Length; i++)
            samples[first + i] = keyed[i].Sample;
    }

    static int Compare((VectorSample Sample, int Place) left, (VectorSample Sample, int Place) right, bool descends)
    {
        var (l, r) = (left.Sample.Value, right.Sample.Value);
        if (double.IsNaN(l) || double.IsNaN(r))
            return double.IsNaN(l) && double.IsNaN(r) ? right.Place - left.Place : double.IsNaN(l) ? 1 : -1;
        var order = descends ? r.CompareTo(l) : l.CompareTo(r);
        return order != 0 ? order : left.Place - right.Place;
    }
}
