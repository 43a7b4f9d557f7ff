using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Servers;

/// <summary>One request that an <see cref="AlertReceiver"/> got.</summary>
internal sealed record ReceivedRequest(string Path, string Body, IReadOnlyDictionary<string, string> Headers, int Answer, DateTimeOffset At)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}

/// <summary>
/// Whoever is told of alerts by HTTP, with a certificate of its own: keeps every request and answers as the test says, at first 200.
/// </summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    /// <summary>Answers that are none.</summary>
    public const int Hang = -1;
    public const int Reset = -2;

    readonly TestAuthority authority = new();
    readonly TemporaryDirectory directory = new("receiver");
    readonly X509Certificate2? certificate;
    readonly ConcurrentQueue<int> answers = new();
    readonly ConcurrentQueue<ReceivedRequest> requests = new();
    SmallServer server = null!;

    AlertReceiver(bool tls)
    {
        certificate = tls ? authority.Issue(DateTimeOffset.UtcNow.AddDays(10), "127.0.0.1") : null;
        CaFile = directory.Write("ca.pem", authority.Pem);
    }

    public Uri Address { get; private set; } = null!;

    public string CaFile { get; }

    public string Body { get; set; } = "ok";

    public IReadOnlyList<ReceivedRequest> Requests => [.. requests];

    public static async Task<AlertReceiver> StartAsync(bool tls = true)
    {
        var receiver = new AlertReceiver(tls);
        receiver.server = await SmallServer.StartAsync(receiver.AnswerAsync, options =>
        {
            if (receiver.certificate is not null)
                options.UseHttps(receiver.certificate);
        });
        receiver.Address = new Uri($"{(tls ? "https" : "http")}://127.0.0.1:{receiver.server.Port}/");
        return receiver;
    }

    /// <summary>What the next requests get, one each.</summary>
    public void Answer(params int[] statuses)
    {
        foreach (var status in statuses)
            answers.Enqueue(status);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        certificate?.Dispose();
        authority.Dispose();
        directory.Dispose();
    }

    async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var status = answers.TryDequeue(out var next) ? next : 200;
        requests.Enqueue(new(http.Request.Path, body, http.Request.Headers.ToDictionary(header => header.Key, header => $"{header.Value}"), status, DateTimeOffset.UtcNow));
        if (status == Reset)
        {
            http.Abort();
            return;
        }

        if (status == Hang)
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
            return;
        }

        http.Response.StatusCode = status;
        if (status == 429)
            http.Response.Headers.RetryAfter = "2";
        await http.Response.WriteAsync(Body);
    }
}
