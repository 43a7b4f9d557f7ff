using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>Silences as version 2 of Alertmanager's API has them.</summary>
static class SilenceJson
{
    /// <summary>Of a comment or a name; what is shown to people.</summary>
    const int LongestText = 2000;

    internal static JsonObject Write(Silence silence, DateTimeOffset now) => new()
    {
        ["id"] = silence.Id,
        ["status"] = new JsonObject { ["state"] = $"{silence.StateAt(now)}".ToLowerInvariant() },
        ["updatedAt"] = AlertJson.Time(silence.UpdatedAt),
        ["comment"] = silence.Comment,
        ["createdBy"] = silence.CreatedBy,
        ["startsAt"] = AlertJson.Time(silence.StartsAt),
        ["endsAt"] = AlertJson.Time(silence.EndsAt),
        ["matchers"] = new JsonArray([.. silence.Matchers.Select(JsonNode (matcher) => new JsonObject
        {
            ["isEqual"] = matcher.Kind is MatchKind.Equal or MatchKind.Matches,
            ["isRegex"] = matcher.Kind is MatchKind.Matches or MatchKind.DoesNotMatch,
            ["name"] = matcher.Name,
            ["value"] = matcher.Value,
        })]),
    };

    /// <summary>Of a request; the id is empty for a new one.</summary>
    /// <exception cref="FormatException">What is wrong with it.</exception>
    internal static Silence Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var silence = json.RootElement;
            var (from, to) = (Time(silence, "startsAt"), Time(silence, "endsAt"));
            if (to <= from)
                throw new FormatException("endsAt must be later than startsAt");
            if (to <= now)
                throw new FormatException("endsAt must not be in the past");
            LabelMatcher[] matchers = [.. silence.GetProperty("matchers").EnumerateArray().Select(Matcher)];
            // It would match alerts that have none of the labels, and so all.
            if (matchers.All(matcher => matcher.Matches("")))
                throw new FormatException("at least one matcher must not match the empty value");
            return new(Text(silence, "id", required: false), matchers, from, to, now, Text(silence, "createdBy"), Text(silence, "comment"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the body must be a silence as Alertmanager's API has it: matchers, startsAt, endsAt, createdBy, comment", e);
        }
    }

    static LabelMatcher Matcher(JsonElement matcher)
    {
        var (isEqual, isRegex) = (!matcher.TryGetProperty("isEqual", out var equal) || equal.GetBoolean(), matcher.GetProperty("isRegex").GetBoolean());
        var kind = (isEqual, isRegex) switch
        {
            (true, false) => MatchKind.Equal,
            (false, false) => MatchKind.NotEqual,
            (true, true) => MatchKind.Matches,
            _ => MatchKind.DoesNotMatch,
        };
        if (Text(matcher, "name") is not { Length: > 0 } name)
            throw new FormatException("a matcher needs a name");
        return MatcherText.Create(name, kind, Text(matcher, "value"), out var problem) ?? throw new FormatException($"it needs a matcher {problem}");
    }

    static DateTimeOffset Time(JsonElement json, string key) =>
        DateTimeOffset.TryParse(json.GetProperty(key).GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw new FormatException($"{key} must be a time such as 2026-11-21T20:00:00Z");

    static string Text(JsonElement json, string key, bool required = true)
    {
        if (!json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null)
            return required ? throw new FormatException($"{key} is missing") : "";
        var text = value.GetString() ?? "";
        return text.Length <= LongestText ? text : throw new FormatException($"{key} is too long");
    }
}
