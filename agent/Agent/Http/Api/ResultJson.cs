using System.Text.Json;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using ValueType = MetricsAgent.Rules.Promql.ValueType;

namespace MetricsAgent.Http.Api;

/// <summary>Results of expressions, and labels, as Prometheus' API has them.</summary>
static class ResultJson
{
    /// <param name="time">Of an instant query: its time, in milliseconds since 1970.</param>
    internal static void Write(Utf8JsonWriter json, QueryResult result, long time)
    {
        json.WriteStartObject();
        switch (result.Type)
        {
            case ValueType.Scalar:
                json.WriteString("resultType", "scalar");
                json.WritePropertyName("result");
                WritePoint(json, ApiNumber.ShortTime(time), PromqlNumber.Format(result.Scalar));
                break;
            case ValueType.Text:
                json.WriteString("resultType", "string");
                json.WritePropertyName("result");
                WritePoint(json, ApiNumber.ShortTime(time), result.Text);
                break;
            case ValueType.Vector:
                json.WriteString("resultType", "vector");
                WriteVector(json, result.Vector, time);
                break;
            default:
                json.WriteString("resultType", "matrix");
                WriteMatrix(json, result.Matrix);
                break;
        }

        json.WriteEndObject();
    }

    internal static void WriteLabels(Utf8JsonWriter json, Labels labels)
    {
        json.WriteStartObject();
        foreach (var (name, value) in labels.AsSpan())
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    static void WriteVector(Utf8JsonWriter json, IReadOnlyList<VectorSample> vector, long time)
    {
        json.WriteStartArray("result");
        foreach (var (labels, value) in vector)
        {
            json.WriteStartObject();
            json.WritePropertyName("metric");
            WriteLabels(json, labels);
            json.WritePropertyName("value");
            WritePoint(json, ApiNumber.Time(time), ApiNumber.Value(value));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteMatrix(Utf8JsonWriter json, IReadOnlyList<SeriesPoints> matrix)
    {
        json.WriteStartArray("result");
        foreach (var (labels, times, values) in matrix)
        {
            json.WriteStartObject();
            json.WritePropertyName("metric");
            WriteLabels(json, labels);
            json.WriteStartArray("values");
            for (var i = 0; i < times.Count; i++)
                WritePoint(json, ApiNumber.Time(times[i]), ApiNumber.Value(values[i]));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WritePoint(Utf8JsonWriter json, string time, string value)
    {
        json.WriteStartArray();
        json.WriteRawValue(time, skipInputValidation: true);
        json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
