using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using MetricsAgent.Config;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>Reads bodies: bytes in, what they say out. It does no I/O and never throws.</summary>
internal sealed class HealthReader(HealthConfig config)
{
    /// <summary>Longer bodies tell nothing.</summary>
    internal const int LongestBody = 1 << 20;

    const int LongestWords = 64;
    const int Deepest = 32;

    static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    static readonly HealthReader Default = new(HealthConfig.Default);

    readonly HealthShape shape = new(config.Format);
    readonly (string Name, JsonPath Path)[] values = [.. config.JsonValues.Select(value => (value.Key, JsonPath.Parse(value.Value)!))];

    /// <summary>One for all that want nothing special.</summary>
    internal static HealthReader Of(HealthConfig config) => config == HealthConfig.Default ? Default : new(config);

    /// <summary>Whether a body is worth keeping, by its beginning; web pages and downloads are not.</summary>
    /// <param name="mediaType">Of the response, without parameters.</param>
    internal bool Wants(string? mediaType, ReadOnlySpan<byte> beginning)
    {
        if (config.Format == HealthFormat.None && values.Length == 0)
            return false;
        return config.Format switch
        {
            HealthFormat.Text => beginning.Length <= LongestWords,
            HealthFormat.Auto or HealthFormat.None => IsJson(mediaType) || LooksLikeJson(beginning) || (IsText(mediaType) && beginning.Length <= LongestWords),
            _ => true,
        };
    }

    /// <param name="charset">Of the response; UTF-8 unless it is one that is known.</param>
    /// <returns>Null when the body cannot be read as any format that is asked for.</returns>
    internal HealthReading? Read(ReadOnlySpan<byte> body, string? mediaType, string? charset)
    {
        var text = InUtf8(body, charset);
        if (MayBeJson(text, mediaType) && (ReadJson(text) ?? ReadJson(JsonText.WithoutNaN(text))) is { } reading)
            return reading;
        var isWords = config.Format == HealthFormat.Text || (config.Format == HealthFormat.Auto && IsText(mediaType));
        return isWords && text.Length <= LongestWords && HealthWords.Of(Encoding.UTF8.GetString(text)) is { } state ? new(state, [], 0) : null;
    }

    /// <summary>By its beginning: to have the reader find out takes an exception, at every poll of a service that answers <c>Healthy</c>.</summary>
    bool MayBeJson(ReadOnlySpan<byte> text, string? mediaType)
    {
        if (config.Format == HealthFormat.Text)
            return false;
        text = text.TrimStart(Blanks);
        if (!text.IsEmpty && text[0] is (byte)'{' or (byte)'[' or (byte)'"')
            return true;
        var isExpected = config.Format is not (HealthFormat.Auto or HealthFormat.None) || values.Length > 0 || IsJson(mediaType);
        return isExpected && !text.IsEmpty && (text[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' || text.StartsWith("true"u8) || text.StartsWith("false"u8) || text.StartsWith("null"u8));
    }

    HealthReading? ReadJson(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return null;
        var options = new JsonReaderOptions { MaxDepth = Deepest };
        try
        {
            var whole = new Utf8JsonReader(text, options);
            while (whole.Read())
            {
            }

            var document = new Utf8JsonReader(text, options);
            document.Read();
            var health = config.Format == HealthFormat.None ? new(null, [], 0) : HealthJson.Read(document, shape, config.MaxComponents);
            return values.Length == 0 ? health : health with { Values = ReadValues(document) };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    List<JsonValueReading> ReadValues(Utf8JsonReader document)
    {
        var readings = new List<JsonValueReading>(values.Length);
        foreach (var (name, path) in values)
        {
            if (JsonNumber.At(document, path) is { } number)
                readings.Add(new(name, number));
        }

        return readings;
    }

    static ReadOnlySpan<byte> InUtf8(ReadOnlySpan<byte> body, string? charset)
    {
        var encoding = EncodingOf(body, charset);
        if (encoding is not UTF8Encoding || !Utf8.IsValid(body))
            body = Encoding.UTF8.GetBytes(encoding.GetString(body));
        return body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
    }

    static Encoding EncodingOf(ReadOnlySpan<byte> body, string? charset)
    {
        if (body.StartsWith(Encoding.Unicode.Preamble))
            return Encoding.Unicode;
        if (body.StartsWith(Encoding.BigEndianUnicode.Preamble))
            return Encoding.BigEndianUnicode;
        try
        {
            return string.IsNullOrEmpty(charset) ? Encoding.UTF8 : Encoding.GetEncoding(charset.Trim('"'));
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    static bool IsJson(string? mediaType) => mediaType is not null
        && (mediaType.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    static bool IsText(string? mediaType) => string.IsNullOrEmpty(mediaType) || mediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase);

    static bool LooksLikeJson(ReadOnlySpan<byte> beginning)
    {
        if (beginning.StartsWith(Encoding.UTF8.Preamble))
            beginning = beginning[Encoding.UTF8.Preamble.Length..];
        beginning = beginning.TrimStart(Blanks);
        return !beginning.IsEmpty && beginning[0] is (byte)'{' or (byte)'[';
    }
}
