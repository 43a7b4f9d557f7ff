using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>What became of the requests to <c>GET /probe</c>; their probes are nobody's but the asker's.</summary>
internal sealed class ProbeRequestsCollector(ProbeRequests requests) : ICollector
{
    internal static readonly FamilySet Families = new("GET /probe");

    static readonly Family Requests = Families.Counter("agent_probe_requests_total", "Requests to GET /probe by what became of them: the probe's success or failure, refused (wrong, or not allowed) or busy (too many at once).", "module", "result");

    static readonly ProbeRequestResult[] Results = Enum.GetValues<ProbeRequestResult>();

    static readonly string[] Labels = [.. Results.Select(result => $"{result}".ToLowerInvariant())];

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        foreach (var module in requests.Modules)
        {
            foreach (var result in Results)
                samples.Add(Requests, requests[module, result], module, Labels[(int)result]);
        }

        return ValueTask.CompletedTask;
    }
}
