using System.Text.RegularExpressions;
using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>label_replace(v, dst, replacement, src, regex)</c>: a label made from another one, where that matches.</summary>
sealed class LabelReplaceOperator : VectorOperator
{
    readonly VectorOperator inner;
    readonly ResultLabels<Labels> replaced;
    readonly List<VectorSample> result = [];
    readonly UniqueSeries unique = new();
    readonly string? fault;

    internal LabelReplaceOperator(VectorOperator inner, string destination, string replacement, string source, string pattern)
    {
        this.inner = inner;
        Regex? regex = null;
        try
        {
            regex = GoPattern.Whole(pattern);
        }
        catch (ArgumentException)
        {
            fault = $"invalid regular expression in label_replace(): {pattern}";
        }

        if (destination.Length == 0)
            fault ??= "invalid destination label name in label_replace(): ";
        replaced = new(labels => regex!.Match(labels[source]) is { Success: true } match ? labels.With(destination, Replacement.Expand(replacement, match)) : labels);
    }

    internal override void Begin(long from, long to)
    {
        if (fault is not null)
            throw new EvaluationException(fault);
        unique.Begin();
        replaced.Begin();
        inner.Begin(from, to);
    }

    internal override List<VectorSample> At(long time)
    {
        result.Clear();
        foreach (var (labels, value) in inner.At(time))
        {
            var made = replaced.Of(labels);
            unique.Demand(made, labels);
            result.Add(new(made, value));
        }

        return result;
    }
}
