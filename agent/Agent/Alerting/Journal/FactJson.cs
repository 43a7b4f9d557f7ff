using System.Text.Json;
using System.Text.Json.Serialization;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting.Journal;

/// <summary>Facts as the journal has them. A key that is missing, or a kind that a later version wrote, makes no fact.</summary>
static class FactJson
{
    internal static byte[] Write(Fact fact) => JsonSerializer.SerializeToUtf8Bytes(fact switch
    {
        AlertFact(var alert) => new Record { Alert = Of(alert) },
        ToldFact(var told, var notification) => new Record { Told = new(told.Integration, told.GroupKey, [.. told.Firing.Select(Of)], Of(told.At)), Notification = notification is null ? null : Of(notification) },
        PendingFact(var notification) => new Record { Notification = Of(notification) },
        DoneFact(var id) => new Record { Done = id },
        WaitFact(var labels, var since) => new Record { Wait = new(Of(labels), since is { } from ? Of(from) : null) },
        SeenFact(var at) => new Record { Seen = Of(at) },
        SilenceFact(var silence) => new Record { Silence = Of(silence) },
        _ => throw new ArgumentException($"A {fact.GetType().Name} cannot be kept.", nameof(fact)),
    }, FactContext.Default.Record);

    /// <returns>Null where it is none.</returns>
    internal static Fact? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, FactContext.Default.Record) switch
            {
                { Told: { } told, Notification: var notification } => new ToldFact(
                    new(told.To, told.Group, [.. told.Firing.Select(Of)], Of(told.At)), notification is null ? null : Of(notification)),
                { Notification: { } notification } => new PendingFact(Of(notification)),
                { Alert: { } alert } => new AlertFact(Of(alert)),
                { Done: { } id } => new DoneFact(id),
                { Wait: { } wait } => new WaitFact(Of(wait.Labels), wait.From is { } from ? Of(from) : null),
                { Seen: { } at } => new SeenFact(Of(at)),
                { Silence: { } silence } => Of(silence) is { } read ? new SilenceFact(read) : null,
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    static long Of(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    static DateTimeOffset Of(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    static Dictionary<string, string> Of(Labels labels) => labels.ToArray().ToDictionary(label => label.Name, label => label.Value);

    static Labels Of(Dictionary<string, string> labels) => Labels.Of(labels.Select(label => new Label(label.Key, label.Value)));

    static AlertRecord Of(Alert alert) =>
        new(Of(alert.Labels), Of(alert.Annotations), Of(alert.StartsAt), alert.Value, alert.GeneratorUrl, alert.EndsAt is { } end ? Of(end) : null);

    static Alert Of(AlertRecord alert) =>
        new(Of(alert.Labels), Of(alert.Annotations), Of(alert.From), alert.To is { } end ? Of(end) : null, alert.Value, alert.Url);

    static NotificationRecord Of(Notification notification) => new(
        notification.Id, notification.Integration, notification.GroupKey, Of(notification.GroupLabels), [.. notification.Alerts.Select(Of)], Of(notification.At));

    static Notification Of(NotificationRecord notification) => new(
        notification.Id, notification.To, notification.Group, Of(notification.Labels), [.. notification.Alerts.Select(Of)], Of(notification.At));

    static SilenceRecord Of(Silence silence) => new(
        silence.Id, [.. silence.Matchers.Select(matcher => $"{matcher}")], Of(silence.StartsAt), Of(silence.EndsAt), Of(silence.UpdatedAt), silence.CreatedBy, silence.Comment);

    static Silence? Of(SilenceRecord silence)
    {
        List<LabelMatcher> matchers = [];
        foreach (var text in silence.Matchers)
        {
            if (!MatcherText.TryParse(text, out var matcher, out _))
                return null;
            matchers.Add(matcher);
        }

        // One without a matcher would mute everything.
        return matchers.Count == 0 ? null : new(silence.Id, matchers, Of(silence.From), Of(silence.To), Of(silence.At), silence.By, silence.Comment);
    }
}

/// <summary>One of these is given; <see cref="Notification"/> may come with <see cref="Told"/>.</summary>
sealed record Record
{
    public AlertRecord? Alert { get; init; }

    public ToldRecord? Told { get; init; }

    public NotificationRecord? Notification { get; init; }

    public string? Done { get; init; }

    public WaitRecord? Wait { get; init; }

    public long? Seen { get; init; }

    public SilenceRecord? Silence { get; init; }
}

sealed record AlertRecord(Dictionary<string, string> Labels, Dictionary<string, string> Annotations, long From, double Value, string Url, long? To = null);

sealed record ToldRecord(string To, string Group, IReadOnlyList<Dictionary<string, string>> Firing, long At);

sealed record NotificationRecord(string Id, string To, string Group, Dictionary<string, string> Labels, IReadOnlyList<AlertRecord> Alerts, long At);

sealed record WaitRecord(Dictionary<string, string> Labels, long? From = null);

sealed record SilenceRecord(string Id, IReadOnlyList<string> Matchers, long From, long To, long At, string By, string Comment);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Record))]
sealed partial class FactContext : JsonSerializerContext;
