using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Servers;

/// <summary>A web server that takes down who came when, and how many were there at once.</summary>
internal sealed class CrowdServer : IAsyncDisposable
{
    readonly WebApplication web;
    readonly ConcurrentDictionary<string, ConcurrentQueue<long>> arrivals = new();
    readonly Func<HttpContext, int, Task> answer;
    readonly Lock gate = new();
    int present;

    CrowdServer(Func<HttpContext, int, Task> answer)
    {
        this.answer = answer;
        var port = FreePort.Next();
        web = TestWeb.CreateBuilder(kestrel => kestrel.Listen(IPAddress.Loopback, port)).Build();
        web.Run(HandleAsync);
        Url = new($"http://127.0.0.1:{port}/");
    }

    public Uri Url { get; }

    /// <summary>Requests at once, at most so far.</summary>
    public int Most { get; private set; }

    /// <summary>By path, the timestamps of <see cref="TimeProvider.System"/>.</summary>
    public IReadOnlyDictionary<string, ConcurrentQueue<long>> Arrivals => arrivals;

    /// <param name="answer">Gets the request, and the how manyth of its path it is; it has left before its answer is written.</param>
    public static async Task<CrowdServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var server = new CrowdServer(answer);
        await server.web.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await web.StopAsync();
        await web.DisposeAsync();
    }

    async Task HandleAsync(HttpContext http)
    {
        var queue = arrivals.GetOrAdd(http.Request.Path, _ => new());
        queue.Enqueue(TimeProvider.System.GetTimestamp());
        lock (gate)
            Most = Math.Max(Most, ++present);
        try
        {
            await answer(http, queue.Count);
        }
        finally
        {
            lock (gate)
                present--;
        }

        await http.Response.WriteAsync("seen");
    }
}
