using System.Net.Sockets;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Connects over TCP, TLS or a unix socket, and says and hears what a <c>query_response</c> has.</summary>
/// <param name="url"><c>tcp://host:port</c>, <c>tls://host:port</c> or <c>unix:///path</c>.</param>
/// <param name="timeout">Of the whole probe.</param>
internal sealed class StreamProbe(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock) : IProbe
{
    readonly Uri target = new(url, UriKind.Absolute);
    readonly ProbeRoute route = ProbeRoute.Of(settings);
    readonly QueryExchange exchange = new((url.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) ? settings.Unix : settings.Tcp)?.QueryResponse ?? []);

    bool IsUnix => target.Scheme == "unix";

    bool IsTls => target.Scheme == "tls";

    /// <exception cref="OperationCanceledException">Called off from outside; the probe's own deadline is a result.</exception>
    /// <exception cref="SettingsFileException">A file that the settings name cannot be read.</exception>
    public async Task<ProbeReading> RunAsync(CancellationToken cancel)
    {
        using var attempt = new ProbeAttempt(timeout, clock, cancel);
        var phases = new PhaseClock(clock);
        using var dialer = new ProbeDialer(route, phases);
        var tls = new ProbeTls(route.Tls);
        var options = IsTls || exchange.StartsTls ? tls.Options(target.IdnHost) : null;
        ExchangeResult? result = null;
        var failure = await attempt.TryAsync(phases, async () =>
        {
            Stream stream = new NetworkStream(await ConnectAsync(dialer, attempt.Cancel));
            phases.End(ProbePhase.Connect);
            if (IsTls)
            {
                stream = await UpgradeAsync(stream);
                phases.End(ProbePhase.Tls);
            }

            phases.SkipTls();
            var failure = await exchange.RunAsync(stream, UpgradeAsync, result = new(), attempt.Cancel);
            phases.End(ProbePhase.Processing);
            return failure;
        }, () => tls.Certificate?.Failure);

        return new StreamReading(failure, phases.Elapsed, phases.Times, result)
        {
            Lookup = IsUnix ? null : phases.FirstLookup,
            Address = dialer.Address,
            Certificate = tls.Certificate,
            Tls = tls.Tls,
            Lacks = failure == ProbeFailure.Permission ? $"{target.LocalPath}: the agent may not connect; let its user write to the socket and enter the directories above" : null,
        };

        async Task<Stream> UpgradeAsync(Stream plain) => await tls.HandshakeAsync(plain, options!, attempt.Cancel);
    }

    ValueTask<Socket> ConnectAsync(ProbeDialer dialer, CancellationToken cancel) =>
        IsUnix ? dialer.ConnectAsync(target.LocalPath, cancel) : dialer.ConnectAsync(target.IdnHost, target.Port, SocketType.Stream, cancel);
}
