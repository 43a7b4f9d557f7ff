using System.Text;
using System.Text.Json;

namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>
/// One JSON body, looked over twice: for what it says about the service, then for its components. It is told by its names which of
/// the formats it is; what it says otherwise is left alone.
/// </summary>
/// <remarks>
/// ASP.NET's HealthReport (<c>entries</c>, <c>results</c>), Spring's Actuator (<c>components</c>, before 2.2 <c>details</c>),
/// draft-inadarei-api-health-check (<c>checks</c>, lists of measurements), MicroProfile (<c>checks</c>, a list), NestJS Terminus
/// (<c>details</c>), tRPC (in <c>result.data</c>), and whatever people write by hand.
/// </remarks>
internal sealed class HealthJson(HealthShape shape, int maxComponents)
{
    const int LongestKey = 24;
    const int Envelopes = 4;

    readonly HealthComponents components = new(maxComponents);
    HealthState? own;
    bool isEnum = shape.IsAspnet;
    string? version;
    int versionRank;
    DateTimeOffset? started;
    TimeSpan? uptime;

    /// <param name="document">On the first token of a document that is valid to its end.</param>
    /// <exception cref="InvalidOperationException">Half of a surrogate pair.</exception>
    internal static HealthReading Read(Utf8JsonReader document, HealthShape shape, int maxComponents) =>
        new HealthJson(shape, maxComponents).Read(document);

    HealthReading Read(Utf8JsonReader document)
    {
        if (document.TokenType is JsonTokenType.String or JsonTokenType.True or JsonTokenType.False)
            return new(StateOf(document), [], 0);
        ReadService(document, Envelopes);
        if (own is null && shape.NeedsStatus)
            return new(null, [], 0);
        ReadComponents(document, Envelopes);
        return new(Whole(), components.Readings, components.Omitted) { Version = version, Started = started, Uptime = uptime };
    }

    /// <summary>A service that calls itself healthy with a component that is not is degraded.</summary>
    HealthState? Whole() => own switch
    {
        null => components.Worst,
        HealthState.Healthy when components.Worst == HealthState.Unhealthy => HealthState.Degraded,
        _ => own,
    };

    void ReadService(Utf8JsonReader at, int envelopes)
    {
        if (!EnterObject(ref at) || envelopes == 0)
            return;
        // HealthReport, serialized as it is: its states are numbers.
        isEnum |= Has(at, "entries") || Has(at, "totalDuration");
        Span<char> letters = stackalloc char[LongestKey];
        while (at.Read() && at.TokenType == JsonTokenType.PropertyName)
        {
            var key = HealthWords.Key(JsonText.Of(at), letters);
            at.Read();
            if (HealthShape.IsStatus(key))
                own = own.Or(StateOf(at));
            else if (HealthShape.VersionRank(key) is var rank && rank > versionRank && at.TokenType is JsonTokenType.String or JsonTokenType.Number)
                SetVersion(at, rank);
            else if (HealthShape.UptimeUnits(key) is > 0 and var units)
                uptime = JsonMoment.Of(at, units);
            else if (HealthShape.IsStart(key))
                started = JsonMoment.Of(at);
            else if (shape.IsEnvelope(key))
                ReadService(at, envelopes - 1);
            at.Skip();
        }
    }

    void SetVersion(in Utf8JsonReader value, int rank)
    {
        var text = value.TokenType == JsonTokenType.String ? JsonText.Of(value) : Encoding.UTF8.GetString(value.ValueSpan);
        var label = JsonText.Label(text);
        if (label.Length > 0)
            (version, versionRank) = (label, rank);
    }

    void ReadComponents(Utf8JsonReader at, int envelopes)
    {
        if (!EnterObject(ref at) || envelopes == 0)
            return;
        Span<char> letters = stackalloc char[LongestKey];
        while (at.Read() && at.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Of(at);
            var key = HealthWords.Key(name, letters);
            at.Read();
            if (shape.IsContainer(key) && at.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                ReadContainer(at, "", onlyObjects: false);
            else if (shape.IsEnvelope(key) && at.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                ReadComponents(at, envelopes - 1);
            else if (shape.IsFree && !HealthShape.IsRemark(key))
                components.Add(name, Beside(at, HealthShape.IsDependency(key)));
            at.Skip();
        }
    }

    /// <summary>A member of the body that is a component if it says so.</summary>
    HealthState? Beside(Utf8JsonReader value, bool isDependency) => value.TokenType switch
    {
        JsonTokenType.String => HealthWords.Of(JsonText.Of(value)) ?? (isDependency ? ErrorIn(value) : null),
        JsonTokenType.True or JsonTokenType.False when isDependency => StateOf(value),
        JsonTokenType.StartObject => StatusIn(value, isDependency, otherwise: null),
        _ => null,
    };

    /// <param name="onlyObjects">Where there are other facts as well.</param>
    void ReadContainer(Utf8JsonReader at, string prefix, bool onlyObjects)
    {
        var isList = at.TokenType == JsonTokenType.StartArray;
        while (at.Read() && at.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            var name = isList ? NameIn(at) : JsonText.Of(at);
            if (!isList)
                at.Read();
            if (name is not null && (!onlyObjects || at.TokenType == JsonTokenType.StartObject))
                ReadComponent(at, prefix + name, onlyObjects);
            at.Skip();
        }
    }

    void ReadComponent(Utf8JsonReader value, string name, bool onlyObjects)
    {
        components.Add(name, value.TokenType switch
        {
            JsonTokenType.String => HealthWords.Begin(JsonText.Of(value)) ?? ErrorIn(value),
            JsonTokenType.True => HealthState.Healthy,
            JsonTokenType.False => HealthState.Unhealthy,
            JsonTokenType.StartObject => StatusIn(value, isComponent: !onlyObjects, onlyObjects ? null : HealthState.Degraded),
            JsonTokenType.StartArray => WorstIn(value),
            _ => null,
        });
        if (value.TokenType != JsonTokenType.StartObject)
            return;

        Span<char> letters = stackalloc char[LongestKey];
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            var key = HealthWords.Key(JsonText.Of(value), letters);
            value.Read();
            if (value.TokenType == JsonTokenType.StartObject && key is "components" or "details")
                ReadContainer(value, name + "/", onlyObjects: key is "details");
            value.Skip();
        }
    }

    /// <summary>The status among an object's members.</summary>
    /// <param name="isComponent">It is one in any case: what else it says of its state counts as well.</param>
    /// <param name="otherwise">For a status that is a word of its own.</param>
    HealthState? StatusIn(Utf8JsonReader value, bool isComponent, HealthState? otherwise)
    {
        HealthState? worst = null;
        var hasError = false;
        Span<char> letters = stackalloc char[LongestKey];
        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            var key = HealthWords.Key(JsonText.Of(value), letters);
            value.Read();
            hasError |= isComponent && key is "error" && value.TokenType == JsonTokenType.String && !value.ValueTextEquals("");
            if (HealthShape.IsStatus(key) || (isComponent && HealthShape.IsCondition(key) && value.TokenType is JsonTokenType.True or JsonTokenType.False))
                worst = worst.Or(StateOf(value) ?? (value.TokenType == JsonTokenType.String ? otherwise : null));
            value.Skip();
        }

        return worst ?? (hasError ? HealthState.Unhealthy : null);
    }

    /// <summary>Several measurements, or several nodes, of one component.</summary>
    HealthState? WorstIn(Utf8JsonReader value)
    {
        HealthState? worst = null;
        while (value.Read() && value.TokenType != JsonTokenType.EndArray)
        {
            if (value.TokenType == JsonTokenType.StartObject)
                worst = worst.Or(StatusIn(value, isComponent: true, HealthState.Degraded));
            value.Skip();
        }

        return worst;
    }

    HealthState? StateOf(in Utf8JsonReader value) => value.TokenType switch
    {
        JsonTokenType.String => HealthWords.Begin(JsonText.Of(value)),
        JsonTokenType.True => HealthState.Healthy,
        JsonTokenType.False => HealthState.Unhealthy,
        JsonTokenType.Number when value.TryGetInt32(out var code) => code switch
        {
            // HealthStatus of .NET, or a status of HTTP.
            0 when isEnum => HealthState.Unhealthy,
            1 when isEnum => HealthState.Degraded,
            2 when isEnum => HealthState.Healthy,
            >= 200 and < 400 => HealthState.Healthy,
            >= 400 and < 600 => HealthState.Unhealthy,
            _ => null,
        },
        _ => null,
    };

    /// <summary>In a body that is not well, a component without a status has the text of its error; others have measurements and names.</summary>
    HealthState? ErrorIn(in Utf8JsonReader value) =>
        own > HealthState.Healthy && JsonNumber.Of(value) is null ? HealthState.Unhealthy : null;

    static string? NameIn(Utf8JsonReader item)
    {
        if (item.TokenType != JsonTokenType.StartObject)
            return null;
        Span<char> letters = stackalloc char[LongestKey];
        while (item.Read() && item.TokenType == JsonTokenType.PropertyName)
        {
            var isName = HealthWords.Key(JsonText.Of(item), letters) is "name" or "component" or "componentname" or "key" or "service" or "id";
            item.Read();
            if (isName && item.TokenType == JsonTokenType.String)
                return JsonText.Of(item);
            item.Skip();
        }

        return null;
    }

    /// <summary>The first item of a list stands for it: tRPC's batch, or FastAPI's <c>return {…}, 503</c>, which is no status but a list.</summary>
    static bool EnterObject(ref Utf8JsonReader at) =>
        at.TokenType == JsonTokenType.StartObject || (at.TokenType == JsonTokenType.StartArray && at.Read() && at.TokenType == JsonTokenType.StartObject);

    static bool Has(Utf8JsonReader at, string member)
    {
        while (at.Read() && at.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Of(at).Equals(member, StringComparison.OrdinalIgnoreCase))
                return true;
            at.Read();
            at.Skip();
        }

        return false;
    }
}
