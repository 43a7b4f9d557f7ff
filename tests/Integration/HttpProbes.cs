using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;

namespace MetricsAgent.Tests.Integration;

/// <summary>Runs HTTP probes to their end.</summary>
internal static class HttpProbes
{
    /// <summary>More than the slowest machine needs.</summary>
    public static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    public static HttpProbe Create(ProbeTarget target) => new(target.Url, target, target.Timeout ?? Patient, TimeProvider.System);

    public static async Task<HttpReading> RunAsync(this HttpProbe probe) => (HttpReading)await probe.RunAsync(CancellationToken.None);

    public static Task<HttpReading> ProbeAsync(ProbeTarget target) => Create(target).RunAsync();

    /// <summary>One that ends like this.</summary>
    public static async Task<HttpReading> CheckAsync(ProbeTarget target, ProbeFailure? failure)
    {
        var reading = await ProbeAsync(target);
        Assert.That(reading.Failure, Is.EqualTo(failure), target.Url);
        return reading;
    }
}
