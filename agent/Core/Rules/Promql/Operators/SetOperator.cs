namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>and</c>, <c>or</c> and <c>unless</c>: whether series of one vector have a match in the other. Values stay what they are.</summary>
sealed class SetOperator(BinaryExpression expression, VectorOperator left, VectorOperator right, QueryRun run) : VectorOperator
{
    readonly MatchingLabels labels = new(expression.Matching!, keepsName: true);
    readonly HashSet<Labels> signatures = [];
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to)
    {
        labels.Begin();
        left.Begin(from, to);
        right.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var (l, r) = (left.At(time), right.At(time));
        var isOr = expression.Operator == BinaryOperator.Or;
        Read(isOr ? l : r);
        if (isOr)
            result.AddRange(l);
        foreach (var sample in isOr ? r : l)
        {
            if (signatures.Contains(labels.Signature(sample.Labels)) == (expression.Operator == BinaryOperator.And))
                result.Add(sample);
        }

        unique.Demand(result);
    }

    void Read(List<VectorSample> vector)
    {
        signatures.Clear();
        foreach (var sample in vector)
            signatures.Add(labels.Signature(sample.Labels));
    }
}
