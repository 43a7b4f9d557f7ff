using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Templates;

/// <summary>
/// What values are in a template: <see cref="string"/>, <see cref="double"/>, <see cref="long"/>, <see cref="bool"/>, <see cref="Labels"/>, a list of
/// <see cref="VectorSample"/> and one of them, what <c>args</c> makes, <see cref="TemplateData"/>, a time, and nothing. Their types are told with Go's names.
/// </summary>
static class TemplateValue
{
    internal static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        string text => text.Length > 0,
        long number => number != 0,
        double number => number != 0,
        Labels labels => labels.Count > 0,
        IReadOnlyList<VectorSample> samples => samples.Count > 0,
        IReadOnlyDictionary<string, object?> map => map.Count > 0,
        TemplateData { Entries: { } entries } => entries.Count > 0,
        _ => true,
    };

    internal static string TypeOf(object? value) => value switch
    {
        null => "<nil>",
        bool => "bool",
        string => "string",
        long => "int",
        double => "float64",
        Labels => "map[string]string",
        VectorSample => "*template.sample",
        IReadOnlyList<VectorSample> => "template.queryResult",
        IReadOnlyDictionary<string, object?> => "map[string]interface {}",
        DateTime => "*time.Time",
        TemplateData data => data.TypeName,
        _ => "the template's data",
    };

    internal static object? Field(int position, object? value, string field) => value switch
    {
        TemplateContext context => field switch
        {
            "Labels" => context.Labels,
            "ExternalLabels" => context.ExternalLabels,
            "ExternalURL" => context.ExternalUrl,
            "Value" => context.Value,
            _ => throw Missing(position, value, field),
        },
        Labels labels => labels[field],
        VectorSample sample => field switch { "Labels" => sample.Labels, "Value" => sample.Value, _ => throw Missing(position, value, field) },
        IReadOnlyDictionary<string, object?> map => map.GetValueOrDefault(field),
        TemplateData data when data.TryField(field, out var found) => found,
        _ => throw Missing(position, value, field),
    };

    /// <summary>A number, or a text that is one.</summary>
    internal static double Number(int position, object? value) => value switch
    {
        double number => number,
        long number => number,
        string text => GoFloat.Parse(text) ?? throw new TemplateException(position, $"\"{text}\" is not a number"),
        _ => throw new TemplateException(position, $"can't convert {TypeOf(value)} to float"),
    };

    internal static string Text(int position, object? value) => value as string ?? throw Wrong(position, "string", value);

    internal static long Whole(int position, object? value) => value is long whole ? whole : throw Wrong(position, "int", value);

    internal static IReadOnlyList<VectorSample> Samples(int position, object? value) =>
        value as IReadOnlyList<VectorSample> ?? throw Wrong(position, "template.queryResult", value);

    internal static VectorSample Sample(int position, object? value) => value is VectorSample sample ? sample : throw Wrong(position, "*template.sample", value);

    static TemplateException Missing(int position, object? value, string field) => new(position, $"can't evaluate field {field} in type {TypeOf(value)}");

    static TemplateException Wrong(int position, string expected, object? value) =>
        new(position, $"wrong type for value; expected {expected}; got {TypeOf(value)}");
}
