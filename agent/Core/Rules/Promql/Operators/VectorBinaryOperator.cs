using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>Arithmetic or a comparison of two vectors, series by series.</summary>
sealed class VectorBinaryOperator(BinaryExpression expression, VectorOperator left, VectorOperator right, QueryRun run) : VectorOperator
{
    readonly BinaryOperator op = expression.Operator;
    readonly VectorMatching matching = expression.Matching!;
    readonly MatchingLabels labels = new(expression.Matching!, expression.Operator.IsComparison());
    readonly Dictionary<Labels, VectorSample> ones = [];
    readonly HashSet<Labels> matched = [];
    readonly HashSet<(Labels Signature, Labels Result)> grouped = [];
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to)
    {
        labels.Begin();
        left.Begin(from, to);
        right.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var isSwapped = matching.Cardinality == Cardinality.OneToMany;
        var (l, r) = (left.At(time), right.At(time));
        var (many, one) = isSwapped ? (r, l) : (l, r);
        if (many.Count == 0 || one.Count == 0)
            return;

        ReadOnes(one, isSwapped ? "left" : "right");
        matched.Clear();
        grouped.Clear();
        foreach (var sample in many)
        {
            var signature = labels.Signature(sample.Labels);
            if (ones.TryGetValue(signature, out var other) && Join(sample, other, signature, isSwapped) is { } joined)
                result.Add(joined);
        }

        unique.Demand(result);
    }

    /// <returns>Null where a comparison that filters is not true.</returns>
    VectorSample? Join(VectorSample sample, VectorSample other, Labels signature, bool isSwapped)
    {
        var (l, r) = isSwapped ? (other.Value, sample.Value) : (sample.Value, other.Value);
        var isTrue = op.IsComparison() && Arithmetic.Compare(op, l, r);
        if (op.IsComparison() && !isTrue && !expression.ReturnsBool)
            return null;

        var value = !op.IsComparison() ? Arithmetic.Calculate(op, l, r) : !expression.ReturnsBool ? l : isTrue ? 1 : 0;
        var made = labels.Result(sample.Labels, other.Labels);
        if (expression.ReturnsBool)
            made = made.WithoutMetric;
        if (matching.Cardinality == Cardinality.OneToOne ? !matched.Add(signature) : !grouped.Add((signature, made)))
        {
            throw new EvaluationException(matching.Cardinality == Cardinality.OneToOne
                ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
                : "multiple matches for labels: grouping labels must ensure unique matches");
        }

        return new(made, value);
    }

    void ReadOnes(List<VectorSample> one, string side)
    {
        ones.Clear();
        foreach (var sample in one)
        {
            var signature = labels.Signature(sample.Labels);
            if (ones.TryAdd(signature, sample))
                continue;
            throw new EvaluationException(
                $"found duplicate series for the match group {signature} on the {side} hand-side of the operation: [{sample.Labels}, {ones[signature].Labels}]"
                + ";many-to-many matching not allowed: matching labels must be unique on one side");
        }
    }
}
