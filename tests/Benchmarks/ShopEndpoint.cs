using System.Diagnostics;
using System.Net;
using MetricsAgent.Exposition;
using MetricsAgent.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MetricsAgent.Benchmarks;

/// <summary>The numbers of <see cref="Shops"/> to be scraped, as they are now.</summary>
static class ShopEndpoint
{
    /// <param name="interval">In seconds: what is 15 s for the shops.</param>
    internal static async Task ServeAsync(int port, double interval)
    {
        var shops = new Shops();
        using var gate = new SemaphoreSlim(1);
        var (renderer, answer) = (new ScrapeRenderer(), new ScrapeAnswer());
        var began = Stopwatch.GetTimestamp();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using var server = builder.Build();
        server.Run(async http =>
        {
            await gate.WaitAsync();
            try
            {
                shops.Poll(Stopwatch.GetElapsedTime(began).TotalSeconds * 15 / interval);
                using (var view = shops.Store.Read())
                    answer.Render(renderer, view, domain: null, ExpositionFormat.Text, gzip: false, now: 0);
                http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                http.Response.ContentLength = answer.Length;
                foreach (var chunk in answer.Body)
                    await http.Response.Body.WriteAsync(chunk);
            }
            finally
            {
                gate.Release();
            }
        });
        await server.RunAsync();
    }
}
