using System.Buffers;
using System.Security.Cryptography;
using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Commands;
using MetricsAgent.Config;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http;

/// <summary>
/// <c>/probe?target=URL&amp;module=NAME</c>, as blackbox_exporter has it: Prometheus names the target, the module says how it is probed
/// and whether it may be.
/// </summary>
internal sealed class ProbeEndpoint(ProbeConfig config, ProbeRequests requests, TimeProvider clock)
{
    /// <summary>A scraper that leaves no time gets a probe that fails for it.</summary>
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);

    readonly PollTurns turns = new(config.Concurrency, clock);

    internal async Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var request = ProbeQuery.Read(config, query["module"], query["target"], query["hostname"]);
        if (request.Target is null)
        {
            requests.Count(request.Module?.Name ?? "", ProbeRequestResult.Refused);
            await PlainAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, request.Error);
            return;
        }

        var module = request.Module!;
        var scrape = MetricsEndpoint.ScrapeTimeout(context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"]);
        var whole = module.Longest(module.Timeout ?? config.Timeout);
        var began = clock.GetTimestamp();
        using var patience = new CancellationTokenSource(Longer(scrape ?? whole, Least), clock);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            await turns.RunAsync(() => AnswerAsync(context, request.Target.AbsoluteUri, module, Left(scrape)), interval: null, wait.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            requests.Count(module.Name, ProbeRequestResult.Busy);
            await PlainAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, $"{config.Concurrency} probes are under way already (collectors.probe.concurrency).\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException && !context.Response.HasStarted)
        {
            requests.Count(module.Name, ProbeRequestResult.Failure);
            await PlainAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, $"A file that the module '{module.Name}' names cannot be read.\n");
        }

        // The scrape's time goes on while the probe waits for its turn, the module's does not.
        TimeSpan Left(TimeSpan? scrape) => scrape is { } most ? Longer(most - clock.GetElapsedTime(began), Least) : whole;
    }

    async Task AnswerAsync(HttpContext context, string url, ProbeModule module, TimeSpan limit)
    {
        // Retries that do not fit are left out rather than the answer that somebody waits for.
        var settings = module.LongestAttempt(limit) > TimeSpan.Zero ? module : module with { Retries = 0 };
        var timeout = Shorter(settings.LongestAttempt(limit), settings.Timeout ?? config.Timeout);
        var explain = context.Request.Query["debug"] == "true";
        var samples = new Samples(config.MaxSeries);
        var report = await ProbeOnce.RunAsync(url, settings, timeout, clock, samples, explain, context.RequestAborted);
        requests.Count(module.Name, report.Reason is null ? ProbeRequestResult.Success : ProbeRequestResult.Failure);

        var store = new SnapshotStore(clock);
        store.Open("probe", TimeSpan.MaxValue).Publish(samples.Freeze(clock.GetTimestamp()));
        using var view = store.Read();
        if (explain)
        {
            await PlainAnswer.WriteAsync(context, StatusCodes.Status200OK, new ProbeOutput(ProbeOnce.Label(url), report, view, verbose: true).Text(ProbeOutput.UsualWidth));
            return;
        }

        var negotiation = Negotiation.Of(context.Request.Headers.Accept);
        var text = new ArrayBufferWriter<byte>(8 << 10);
        new ExpositionWriter().Write(view, negotiation.Format, text);
        await MetricsEndpoint.WriteAsync(context, [text.WrittenMemory], text.WrittenCount, negotiation.ContentType, gzip: false);
    }

    static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
