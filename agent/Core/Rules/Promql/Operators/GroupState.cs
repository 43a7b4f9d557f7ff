using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>What an aggregation knows of a group so far.</summary>
struct GroupState
{
    readonly AggregateOperator op;
    double value;
    double count = 1;
    double mean;
    KahanSum sum;
    MeanValue average;

    internal GroupState(AggregateOperator op, double first)
    {
        this.op = op;
        (sum, average, mean) = (new(first), new(first), first);
        value = op switch
        {
            AggregateOperator.Stddev or AggregateOperator.Stdvar => double.IsFinite(first) ? 0 : double.NaN,
            _ => first,
        };
    }

    internal readonly double Result => op switch
    {
        AggregateOperator.Sum => sum.Total,
        AggregateOperator.Avg => average.Result,
        AggregateOperator.Count => count,
        AggregateOperator.Group => 1,
        AggregateOperator.Stdvar => value / count,
        AggregateOperator.Stddev => Math.Sqrt(value / count),
        _ => value,
    };

    internal void Add(double next)
    {
        count++;
        switch (op)
        {
            case AggregateOperator.Sum:
                sum.Add(next);
                break;
            case AggregateOperator.Avg:
                average.Add(next);
                break;
            case AggregateOperator.Min when value > next || double.IsNaN(value):
            case AggregateOperator.Max when value < next || double.IsNaN(value):
                value = next;
                break;
            case AggregateOperator.Stddev or AggregateOperator.Stdvar:
                var delta = next - mean;
                mean += delta / count;
                value += delta * (next - mean);
                break;
        }
    }
}
