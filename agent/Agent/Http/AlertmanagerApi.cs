using System.Text.Json.Nodes;
using MetricsAgent.Alerting;
using MetricsAgent.Rules;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http;

/// <summary>
/// The part of version 2 of Alertmanager's API that <c>amtool</c> and Prometheus use: <c>/api/v2/silences</c>, <c>/api/v2/silence/ID</c>
/// and <c>/api/v2/alerts</c>. What changes something has to be JSON, which no web page can send to another host unasked.
/// </summary>
internal sealed class AlertmanagerApi(AlertingService alerting, TimeProvider clock)
{
    internal const string Prefix = "/api/v2/";
    const int LongestBody = 1 << 20;

    /// <summary>Whether a method other than GET may come here.</summary>
    internal static bool Allows(string path, string method) =>
        (HttpMethods.IsPost(method) && path is ("/api/v2/silences" or "/api/v2/alerts"))
        || (HttpMethods.IsDelete(method) && path.StartsWith("/api/v2/silence/", StringComparison.Ordinal));

    internal Task HandleAsync(HttpContext context, string path)
    {
        var request = context.Request;
        var id = path.StartsWith("/api/v2/silence/", StringComparison.Ordinal) ? path["/api/v2/silence/".Length..] : "";
        if (HttpMethods.IsPost(request.Method))
            return PostAsync(context, path);
        if (HttpMethods.IsDelete(request.Method))
            return ExpireAsync(context, id);
        return path switch
        {
            "/api/v2/silences" => ListAsync(context, matchers => alerting.Read((state, now) => new JsonArray([.. state.Silences.All
                .Where(silence => matchers.All(wanted => silence.Matchers.Any(matcher => matcher.Name == wanted.Name && wanted.Matches(matcher.Value))))
                .Select(JsonNode (silence) => SilenceJson.Write(silence, now))]))),
            "/api/v2/alerts" => ListAsync(context, matchers => alerting.Read((state, now) => new JsonArray([.. state.Alerts
                .Where(alert => alert.IsFiring && LabelMatcher.All(matchers, alert.Labels))
                .Select(alert => AlertsJson.Write(alert, state, now))
                .Where(alert => IsWanted(request.Query, alert["status"]!))]))),
            _ when id.Length > 0 => ShowAsync(context, id),
            _ => ProblemAsync(context, StatusCodes.Status404NotFound, $"nothing at {path}"),
        };
    }

    /// <summary>As Alertmanager has it, everything is wanted that is not declined: <c>active</c>, <c>silenced</c>, <c>inhibited</c>.</summary>
    static bool IsWanted(IQueryCollection query, JsonNode status)
    {
        var (silenced, inhibited) = (status["silencedBy"]!.AsArray().Count > 0, status["inhibitedBy"]!.AsArray().Count > 0);
        return !(silenced && query["silenced"] == "false") && !(inhibited && query["inhibited"] == "false") && (silenced || inhibited || query["active"] != "false");
    }

    async Task PostAsync(HttpContext context, string path)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            await ProblemAsync(context, StatusCodes.Status415UnsupportedMediaType, "the body must be application/json");
            return;
        }

        if (await BodyAsync(context) is not { } body)
        {
            await ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, $"the body is longer than {LongestBody} bytes");
            return;
        }

        try
        {
            if (path == "/api/v2/alerts")
            {
                alerting.Put(AlertsJson.Read(body, clock.GetUtcNow()));
                await AnswerAsync(context, null);
            }
            else
            {
                await AddAsync(context, SilenceJson.Read(body, clock.GetUtcNow()));
            }
        }
        catch (FormatException e)
        {
            await ProblemAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    Task AddAsync(HttpContext context, Silence silence)
    {
        if (silence.Id.Length > 0 && alerting.Read((state, _) => state.Silences.IsFixed(silence.Id)))
            return ProblemAsync(context, StatusCodes.Status400BadRequest, "that silence is one of the configuration, which is where it is changed");
        if (silence.Id.Length > 0 && alerting.Read((state, _) => state.Silences.Find(silence.Id)) is null)
            return ProblemAsync(context, StatusCodes.Status404NotFound, "there is no such silence");
        return alerting.Set(silence) is { } id
            ? AnswerAsync(context, new JsonObject { ["silenceID"] = id })
            : ProblemAsync(context, StatusCodes.Status400BadRequest, $"there are {Silences.Most} silences already");
    }

    Task ExpireAsync(HttpContext context, string id) =>
        alerting.Read((state, _) => state.Silences.IsFixed(id)) ? ProblemAsync(context, StatusCodes.Status400BadRequest, "that silence is one of the configuration, which is where it is taken away")
        : alerting.ExpireSilence(id) ? AnswerAsync(context, null)
        : alerting.Read((state, _) => state.Silences.Find(id)) is null ? ProblemAsync(context, StatusCodes.Status404NotFound, "there is no such silence")
        : ProblemAsync(context, StatusCodes.Status500InternalServerError, "that silence has expired already");

    Task ShowAsync(HttpContext context, string id) =>
        alerting.Read((state, now) => state.Silences.Find(id) is { } silence ? SilenceJson.Write(silence, now) : null) is { } shown
            ? AnswerAsync(context, shown)
            : ProblemAsync(context, StatusCodes.Status404NotFound, "there is no such silence");

    static Task ListAsync(HttpContext context, Func<IReadOnlyList<LabelMatcher>, JsonNode> list)
    {
        List<LabelMatcher> matchers = [];
        foreach (var filter in context.Request.Query["filter"])
        {
            if (!MatcherText.TryParse(filter ?? "", out var matcher, out var problem))
                return ProblemAsync(context, StatusCodes.Status400BadRequest, $"filter must be a matcher {problem}");
            matchers.Add(matcher);
        }

        return AnswerAsync(context, list(matchers));
    }

    /// <returns>Null when it is too long.</returns>
    static async Task<byte[]?> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var chunk = new byte[8 << 10];
        while (await context.Request.Body.ReadAsync(chunk, context.RequestAborted) is > 0 and var read)
        {
            body.Write(chunk, 0, read);
            if (body.Length > LongestBody)
                return null;
        }

        return body.ToArray();
    }

    static Task AnswerAsync(HttpContext context, JsonNode? body) =>
        PlainAnswer.WriteAsync(context, StatusCodes.Status200OK, body?.ToJsonString() ?? "", "application/json");

    static Task ProblemAsync(HttpContext context, int status, string problem) =>
        PlainAnswer.WriteAsync(context, status, JsonValue.Create(problem).ToJsonString(), "application/json");
}
