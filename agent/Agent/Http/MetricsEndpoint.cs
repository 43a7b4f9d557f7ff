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

    readonly ScrapeAnswers answers = new(store, clock);

    internal async Task HandleAsync(HttpContext context, string domain)
    {
        var (filter, error) = CollectorFilter.Of(domain, context.Request.Query["collect[]"], context.Request.Query["exclude[]"], loops.Instances);
        if (error is not null)
        {
            await PlainAnswer.WriteAsync(context, domain.Length > 0 && !filter.KnowsDomain ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest, error);
            return;
        }

        await loops.RefreshAsync(filter.Wanted, Wait(context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"]));

        var negotiation = Negotiation.Of(context.Request.Headers.Accept);
        var gzip = ContentCoding.AcceptsGzip(context.Request.Headers.AcceptEncoding);
        var answer = answers.Take(filter.IsQueried ? null : domain, filter.Wanted, filter.Shown, negotiation.Format, gzip);
        try
        {
            await WriteAsync(context, answer.Body, answer.Length, negotiation.ContentType, gzip);
        }
        finally
        {
            answers.Return(answer);
        }
    }

    internal static async Task WriteAsync(HttpContext context, IEnumerable<ReadOnlyMemory<byte>> body, long length, string contentType, bool gzip)
    {
        var response = context.Response;
        response.ContentType = contentType;
        response.ContentLength = length;
        response.Headers.Vary = "Accept, Accept-Encoding";
        response.Headers.CacheControl = "no-store";
        if (gzip)
            response.Headers.ContentEncoding = "gzip";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        foreach (var chunk in body)
            await response.Body.WriteAsync(chunk, context.RequestAborted);
    }

    /// <summary>How long the scrape may wait for fresh snapshots, by the header that Prometheus sends.</summary>
    internal static TimeSpan Wait(string? header) => ScrapeTimeout(header) is { } wait && wait < LongestWait ? wait : LongestWait;

    /// <summary>What a scraper's timeout leaves for the answer; null where it tells none.</summary>
    internal static TimeSpan? ScrapeTimeout(string? header)
    {
        if (!double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || !double.IsFinite(seconds) || seconds <= 0)
            return null;
        var left = TimeSpan.FromSeconds(Math.Min(seconds, 3600)) - ScrapeMargin;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
