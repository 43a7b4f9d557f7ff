using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using ValueType = MetricsAgent.Rules.Promql.ValueType;

namespace MetricsAgent.Http.Api;

/// <summary><c>/api/v1/query</c> and <c>/api/v1/query_range</c>.</summary>
static class QueryEndpoint
{
    /// <summary>Points of a series that a range may have, as in Prometheus.</summary>
    const long MostPoints = 11_000;

    /// <summary>Points of all series, which are some 30 bytes each in the answer; more than any chart shows.</summary>
    const long MostPointsOfAll = 500_000;

    internal static ApiData Instant(ApiParameters parameters, ISeriesSource source, PartialHistory partial, EvaluationLimits limits, long now)
    {
        var limit = parameters.Limit();
        var time = parameters.Time("time", now);
        var expression = Parse(parameters);
        var result = Evaluate(limits, () => new Evaluator(source, limits).Instant(expression, time));
        var (cut, warnings) = Cut(result, limit);
        return new(json => ResultJson.Write(json, cut, time), [.. warnings, .. partial.Warnings(expression, time)]);
    }

    internal static ApiData Range(ApiParameters parameters, ISeriesSource source, PartialHistory partial, EvaluationLimits limits)
    {
        var limit = parameters.Limit();
        var start = parameters.Time("start");
        var end = parameters.Time("end");
        if (end < start)
            throw ApiException.Parameter("end", "end timestamp must not be before start time");
        var step = parameters.Duration("step");
        if (step <= 0)
            throw ApiException.Parameter("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
        if ((end - start) / step > MostPoints)
            throw new ApiException(ApiErrorType.BadData, "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
        var expression = Parse(parameters);
        if (expression.Type is not (ValueType.Scalar or ValueType.Vector))
        {
            var type = expression.Type == ValueType.Matrix ? "range vector" : "string";
            throw ApiException.Parameter("query", $"invalid expression type \"{type}\" for range query, must be Scalar or instant Vector");
        }

        var result = Evaluate(limits, () => new Evaluator(source, limits).Range(expression, start, end, step));
        if (result.Matrix.Sum(series => (long)series.Times.Count) > MostPointsOfAll)
            throw new ApiException(ApiErrorType.Execution, "query processing would load too many samples into memory in query execution");
        var (cut, warnings) = Cut(result, limit);
        return new(json => ResultJson.Write(json, cut, end), [.. warnings, .. partial.Warnings(expression, start)]);
    }

    static Expression Parse(ApiParameters parameters)
    {
        var text = parameters.Text("query");
        try
        {
            return PromqlParser.Parse(text);
        }
        catch (PromqlException e)
        {
            throw ApiException.Parameter("query", text.Length == 0 ? $"unknown position: parse error: {e.Message}" : e.Describe(text));
        }
    }

    static QueryResult Evaluate(EvaluationLimits limits, Func<QueryResult> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (Exception e) when (e is EvaluationException or OperationCanceledException)
        {
            throw limits.Cancel.IsCancellationRequested
                ? new ApiException(ApiErrorType.Timeout, "query timed out in expression evaluation")
                : new ApiException(ApiErrorType.Execution, e.Message);
        }
    }

    static (QueryResult Result, IReadOnlyList<string> Warnings) Cut(QueryResult result, int limit) => Math.Max(result.Vector.Count, result.Matrix.Count) <= limit
        ? (result, result.Warnings)
        : (new() { Type = result.Type, Vector = [.. result.Vector.Take(limit)], Matrix = [.. result.Matrix.Take(limit)] }, [.. result.Warnings, ApiData.Truncated]);
}
