using System.Text.Json;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Tests.Servers;
using ValueType = MetricsAgent.Rules.Promql.ValueType;

namespace MetricsAgent.Tests.Contract.Promql;

/// <summary>What an evaluation has answered, in a form that ours and Prometheus' have in common.</summary>
internal sealed record Answer(string Type, string? Error, string? Text, IReadOnlyDictionary<string, IReadOnlyList<(long Time, double Value)>> Series)
{
    static readonly Dictionary<string, IReadOnlyList<(long, double)>> Nothing = [];

    /// <summary>Series in the order in which they came.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    public static Answer Failed(string error) => new("", error, null, Nothing);

    public static Answer Of(QueryResult result, long time)
    {
        (string Labels, IReadOnlyList<(long, double)> Points)[] series = result.Type switch
        {
            ValueType.Scalar => [("{}", [(time, result.Scalar)])],
            ValueType.Vector => [.. result.Vector.Select(one => (Written(one.Labels), (IReadOnlyList<(long, double)>)[(time, one.Value)]))],
            _ => [.. result.Matrix.Select(one => (Written(one.Labels), (IReadOnlyList<(long, double)>)[.. one.Times.Zip(one.Values)]))],
        };
        var type = result.Type switch { ValueType.Scalar => "scalar", ValueType.Vector => "vector", ValueType.Matrix => "matrix", _ => "string" };
        return new(type, null, type == "string" ? result.Text : null, type == "string" ? Nothing : series.ToDictionary(one => one.Labels, one => one.Points))
        {
            Order = [.. series.Select(one => one.Labels)],
        };
    }

    public static Answer Of(JsonElement json)
    {
        if (json.GetProperty("status").GetString() != "success")
            return Failed(json.GetProperty("error").GetString()!);
        var data = json.GetProperty("data");
        var result = data.GetProperty("result");
        var type = data.GetProperty("resultType").GetString()!;
        if (type == "string")
            return new(type, null, result[1].GetString(), Nothing);
        if (type == "scalar")
            return new(type, null, null, new Dictionary<string, IReadOnlyList<(long, double)>> { ["{}"] = [Point(result)] }) { Order = ["{}"] };

        var series = result.EnumerateArray().Select(one => (
            Labels: Written(Labels.Of(one.GetProperty("metric").EnumerateObject().Select(label => new Label(label.Name, label.Value.GetString()!)))),
            Points: (IReadOnlyList<(long, double)>)(type == "vector" ? [Point(one.GetProperty("value"))] : [.. one.GetProperty("values").EnumerateArray().Select(Point)]))).ToArray();
        return new(type, null, null, series.ToDictionary(one => one.Labels, one => one.Points)) { Order = [.. series.Select(one => one.Labels)] };
    }

    /// <summary>Where the two differ first; nothing when they do not.</summary>
    /// <param name="tolerance">Relative; 0 for the same bits.</param>
    public string? Difference(Answer other, double tolerance)
    {
        if ((Error is null) != (other.Error is null))
            return $"error {Error ?? "none"}, not {other.Error ?? "none"}";
        if (Type != other.Type || Text != other.Text)
            return $"{Type} {Text}, not {other.Type} {other.Text}";
        if (Series.Keys.Except(other.Series.Keys).FirstOrDefault() is { } more)
            return $"series {more} that is not there";
        if (other.Series.Keys.Except(Series.Keys).FirstOrDefault() is { } missing)
            return $"no series {missing}";
        foreach (var (labels, points) in Series)
        {
            var others = other.Series[labels];
            for (var i = 0; i < Math.Max(points.Count, others.Count); i++)
            {
                if (i >= points.Count || i >= others.Count || points[i].Time != others[i].Time)
                    return $"{labels} has other times: {points.Count} points, not {others.Count}; {points.ElementAtOrDefault(i)}, not {others.ElementAtOrDefault(i)}";
                if (!IsEqual(points[i].Value, others[i].Value, tolerance))
                    return FormattableString.Invariant($"{labels} at {points[i].Time}: {points[i].Value:R}, not {others[i].Value:R}");
            }
        }

        return null;
    }

    /// <param name="ofEquals">Also the order of series with the same value.</param>
    public string? OrderDifference(Answer other, bool ofEquals)
    {
        var (ours, theirs) = ofEquals ? (Order, other.Order) : (Ordered(this), Ordered(other));
        return ours.SequenceEqual(theirs) ? null : $"order {string.Join(" ", ours)}, not {string.Join(" ", theirs)}";

        static IReadOnlyList<string> Ordered(Answer answer) => [.. answer.Order.Select(labels => PromqlNumber.Format(answer.Series[labels][0].Value))];
    }

    static bool IsEqual(double left, double right, double tolerance) =>
        (double.IsNaN(left) && double.IsNaN(right))
        || BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right)
        || (tolerance > 0 && (left == right || Math.Abs(left - right) <= tolerance * Math.Max(Math.Abs(left), Math.Abs(right))));

    static string Written(Labels labels) => labels.ToString();

    static (long, double) Point(JsonElement pair) => ((long)Math.Round(pair[0].GetDouble() * 1000), Prometheus.Number(pair[1].GetString()!));
}
