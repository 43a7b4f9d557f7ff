using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetricsAgent.Config.Values;

/// <summary>On a <c>long</c> that counts bytes. In JSON it is written with its unit and read as a number too.</summary>
internal sealed class ByteSizeConverter : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt64()
        : ByteSize.TryParse(reader.GetString()!, out var bytes) ? bytes
        : throw new JsonException($"must be {ByteSize.Expected}");

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ByteSize.Format(value));
}
