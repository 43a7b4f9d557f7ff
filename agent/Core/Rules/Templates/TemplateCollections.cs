using System.Globalization;
using System.Text;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Templates;

/// <summary><c>len</c> and <c>index</c>.</summary>
static class TemplateCollections
{
    internal static object? Length(TemplateFunctions.Arguments arguments) => arguments[0] switch
    {
        string text => (long)Encoding.UTF8.GetByteCount(text),
        Labels labels => (long)labels.Count,
        IReadOnlyList<VectorSample> samples => (long)samples.Count,
        IReadOnlyDictionary<string, object?> map => (long)map.Count,
        TemplateData { Entries: { } entries } => (long)entries.Count,
        _ => throw arguments.Fail($"len of type {TemplateValue.TypeOf(arguments[0])}"),
    };

    internal static object? Index(TemplateFunctions.Arguments arguments)
    {
        var value = arguments[0];
        for (var i = 1; i < arguments.Values.Count; i++)
        {
            value = value switch
            {
                Labels labels => labels[arguments.Text(i)],
                IReadOnlyDictionary<string, object?> map => map.GetValueOrDefault(arguments.Text(i)),
                TemplateData data when arguments[i] is string name && data.TryField(name, out var found) => found,
                TemplateData { Entries: { } entries } => entries[At(arguments, i, entries.Count)].Item,
                IReadOnlyList<VectorSample> samples => samples[At(arguments, i, samples.Count)],
                string text when Encoding.UTF8.GetBytes(text) is var bytes => (long)bytes[At(arguments, i, bytes.Length)],
                _ => throw arguments.Fail($"can't index item of type {TemplateValue.TypeOf(value)}"),
            };
        }

        return value;
    }

    static int At(TemplateFunctions.Arguments arguments, int i, int count)
    {
        var index = TemplateValue.Whole(arguments.Position, arguments[i]);
        return index >= 0 && index < count ? (int)index
            : throw arguments.Fail(string.Create(CultureInfo.InvariantCulture, $"index out of range: {index}"));
    }
}
