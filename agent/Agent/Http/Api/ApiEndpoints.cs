using System.Runtime.InteropServices;
using System.Text.Json;
using MetricsAgent.History;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http.Api;

/// <summary>
/// <c>/api/v1/…</c> as Prometheus answers it, so that Grafana takes the agent for one: over the history that rules read, and over what is
/// exposed now for everything else. A query costs at most so much time and so many samples, and few run at once.
/// </summary>
internal sealed class ApiEndpoints(SeriesHistory history, SnapshotStore store, RuleReports rules, TimeProvider clock) : IDisposable
{
    internal const string Prefix = "/api/v1/";

    /// <summary>Whose API this is.</summary>
    const string PrometheusVersion = "3.0.0";

    const int MostAtOnce = 2;
    const long MostSamples = 5_000_000;

    /// <summary>A query may ask for less.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim turns = new(MostAtOnce);

    /// <param name="path">What follows the prefix.</param>
    internal async Task HandleAsync(HttpContext context, string path)
    {
        int status;
        ReadOnlyMemory<byte> body;
        try
        {
            var parameters = await ApiParameters.ReadAsync(context);
            (status, body) = (StatusCodes.Status200OK, await AnswerAsync(parameters, path, context.RequestAborted));
        }
        catch (ApiException e)
        {
            (status, body) = (e.Status, ApiAnswer.Error(e));
        }

        await ApiAnswer.SendAsync(context, status, body);
    }

    /// <summary>Which of them take their parameters in a form, too.</summary>
    internal static bool TakesPost(string path) => path is "query" or "query_range" or "series" or "labels";

    public void Dispose() => turns.Dispose();

    async Task<ReadOnlyMemory<byte>> AnswerAsync(ApiParameters parameters, string path, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(Timeout(parameters), clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            await turns.WaitAsync(both.Token);
        }
        catch (OperationCanceledException)
        {
            throw new ApiException(ApiErrorType.Timeout, "query timed out in query queue");
        }

        try
        {
            using var view = store.Read();
            return ApiAnswer.Success(Answer(parameters, path, view, new() { Samples = MostSamples, Cancel = both.Token }));
        }
        finally
        {
            turns.Release();
        }
    }

    ApiData Answer(ApiParameters parameters, string path, SnapshotView view, EvaluationLimits limits)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var timestamp = clock.GetTimestamp();
        var exposed = new ExposedSeries(view, now, polled => now - (long)clock.GetElapsedTime(polled, timestamp).TotalMilliseconds);
        var source = new JoinedSeries(history.Shared, exposed);
        var partial = new PartialHistory(history.Shared, exposed, now);
        return path switch
        {
            "query" => QueryEndpoint.Instant(parameters, source, partial, limits, now),
            "query_range" => QueryEndpoint.Range(parameters, source, partial, limits),
            "series" => SeriesEndpoint.Series(parameters, source),
            "labels" => SeriesEndpoint.LabelNames(parameters, source),
            "metadata" => MetadataEndpoint.Answer(parameters, view),
            "rules" => RulesEndpoint.Rules(parameters, rules),
            "alerts" => RulesEndpoint.Alerts(rules),
            "status/buildinfo" => new(WriteBuild),
            _ when path.StartsWith("label/", StringComparison.Ordinal) && path.EndsWith("/values", StringComparison.Ordinal) && path.Length > "label//values".Length
                => SeriesEndpoint.LabelValues(parameters, source, path["label/".Length..^"/values".Length]),
            _ => throw new ApiException(ApiErrorType.NotFound, $"nothing at {Prefix}{path}; there are query, query_range, series, labels, label/NAME/values, metadata, rules, alerts and status/buildinfo"),
        };
    }

    static TimeSpan Timeout(ApiParameters parameters)
    {
        if (parameters.Text("timeout").Length == 0)
            return Longest;
        return TimeSpan.FromMilliseconds(Math.Clamp(parameters.Duration("timeout"), 0, (long)Longest.TotalMilliseconds));
    }

    /// <summary>Clients look at the version for what they may ask.</summary>
    static void WriteBuild(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("version", PrometheusVersion);
        json.WriteString("revision", $"metrics-agent {AgentVersion.Text}");
        json.WriteString("branch", "");
        json.WriteString("buildUser", "");
        json.WriteString("buildDate", "");
        json.WriteString("goVersion", RuntimeInformation.FrameworkDescription);
        json.WriteEndObject();
    }
}
