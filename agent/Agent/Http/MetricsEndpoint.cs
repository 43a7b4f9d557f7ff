using System.Globalization;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;
using MetricsAgent.Polling;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http;

/// <summary>
/// <c>/metrics</c> and <c>/metrics/DOMAIN</c>: refreshes what may be refreshed, then exposes the newest snapshots in the format
/// that the scraper asks for, compressed if it likes.
/// </summary>
internal sealed class MetricsEndpoint(PollLoops loops, SnapshotStore store, TimeProvider clock)
{
    /// <summary>A scrape never waits longer than this for fresh snapshots; what there is is served.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>What Prometheus needs of its own timeout to read the answer.</summary>
    static readonly TimeSpan ScrapeMargin = TimeSpan.FromSeconds(0.5);

    readonly ScrapeBuffers buffers = new();

    internal async Task HandleAsync(HttpContext context, string domain)
    {
        var (filter, error) = CollectorFilter.Of(domain, context.Request.Query["collect[]"], context.Request.Query["exclude[]"], loops.Instances);
        if (error is not null)
        {
            await PlainAnswer.WriteAsync(context, domain.Length > 0 && !filter.KnowsDomain ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, error);
            return;
        }

        await loops.RefreshAsync(filter.Wanted, Wait(context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"]), clock);

        var buffer = buffers.Rent();
        try
        {
            await AnswerAsync(context, filter.Wanted, buffer);
        }
        finally
        {
            buffers.Return(buffer);
        }
    }

    async Task AnswerAsync(HttpContext context, Predicate<string>? wanted, ScrapeBuffer buffer)
    {
        var request = context.Request;
        var response = context.Response;
        var negotiation = Negotiation.Of(request.Headers.Accept);
        var gzip = ContentCoding.AcceptsGzip(request.Headers.AcceptEncoding);

        ReadOnlyMemory<byte> body;
        using (var view = store.Read(wanted))
            body = buffer.Render(view, negotiation.Format, gzip);

        response.ContentType = negotiation.ContentType;
        response.ContentLength = body.Length;
        response.Headers.Vary = "Accept, Accept-Encoding";
        response.Headers.CacheControl = "no-store";
        if (gzip)
            response.Headers.ContentEncoding = "gzip";
        if (!HttpMethods.IsHead(request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>How long the scrape may wait for fresh snapshots, by the header that Prometheus sends.</summary>
    internal static TimeSpan Wait(string? header)
    {
        if (!double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !double.IsFinite(seconds) || seconds <= 0)
            return LongestWait;
        var wait = TimeSpan.FromSeconds(Math.Min(seconds, 3600)) - ScrapeMargin;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }
}
