using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary><c>--expr</c> with its ranges.</summary>
internal sealed record CheckExpression(Expression Expression, NagiosRange? Warning, NagiosRange? Critical)
{
    internal CheckState Judge(double value) =>
        double.IsNaN(value) ? CheckState.Unknown
        : Critical?.Alerts(value) == true ? CheckState.Critical
        : Warning?.Alerts(value) == true ? CheckState.Warning
        : CheckState.Ok;

    internal string Target => (Warning, Critical) switch
    {
        (null, null) => "",
        ({ } warning, null) => $"{warning}",
        (null, { } critical) => $"{critical}",
        _ => $"{Warning} / {Critical}",
    };

    /// <summary>A series' worth of a report.</summary>
    internal (CheckAlert Alert, CheckMeasure Measure) Report(VectorSample sample)
    {
        var name = sample.Labels.Count == 0 ? Expression.ToString()! : sample.Labels.ToString();
        return (new(name, Judge(sample.Value), sample.Labels) { Value = sample.Value, Target = Target }, new(name, sample.Value, PluginUnit.Of(sample.Labels[Labels.MetricName] is { Length: > 0 } metric ? metric : PluginUnit.Metric(Expression)), Warning, Critical));
    }

    /// <summary>Where nothing was found.</summary>
    internal CheckAlert Nothing(string why) => new(Expression.ToString()!, CheckState.Unknown, Labels.None) { Target = Target, Detail = why };
}
