using MetricsAgent.Config;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Asks a name server and judges its answer.</summary>
/// <param name="url"><c>dns://server</c> or <c>dns://server:port</c>; <c>dns://</c> for those of the system, each with its part of the time.</param>
/// <param name="timeout">Of the whole probe.</param>
internal sealed class DnsProbe(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock) : IProbe
{
    const int DefaultPort = 53;

    readonly Uri target = new(url, UriKind.Absolute);
    readonly ProbeRoute route = ProbeRoute.Of(settings);
    readonly DnsExchange exchange = new(settings.Dns!);
    readonly int[] validCodes = [.. settings.Dns!.ValidRcodes.Select(code => DnsNames.ResponseCodes[code])];
    readonly DnsPatterns answer = new(settings.Dns!.ValidateAnswerRrs);
    readonly DnsPatterns authority = new(settings.Dns!.ValidateAuthorityRrs);
    readonly DnsPatterns additional = new(settings.Dns!.ValidateAdditionalRrs);

    /// <exception cref="OperationCanceledException">Called off from outside; the probe's own deadline is a result.</exception>
    public async Task<ProbeReading> RunAsync(CancellationToken cancel)
    {
        using var attempt = new ProbeAttempt(timeout, clock, cancel);
        var phases = new PhaseClock(clock);
        using var dialer = new ProbeDialer(route, phases);
        DnsMessage? message = null;
        var failure = await attempt.TryAsync(phases, async () =>
        {
            message = await AskAsync(dialer, phases, attempt.Cancel);
            return Judge(message);
        });
        return new DnsReading(failure, phases.Elapsed, phases.Times, message)
        {
            Lookup = phases.FirstLookup,
            Address = dialer.Address,
        };
    }

    async Task<DnsMessage> AskAsync(ProbeDialer dialer, PhaseClock phases, CancellationToken cancel)
    {
        if (target.Host.Length > 0)
            return await exchange.AskAsync(dialer, phases, target.IdnHost, target.Port < 0 ? DefaultPort : target.Port, cancel);

        var servers = SystemResolvers.Parse(await File.ReadAllTextAsync(SystemResolvers.Path, cancel));
        for (var i = 0; ; i++)
        {
            using var part = new CancellationTokenSource(timeout / servers.Count, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, part.Token);
            try
            {
                return await exchange.AskAsync(dialer, phases, servers[i], DefaultPort, either.Token);
            }
            catch (Exception) when (i < servers.Count - 1 && !cancel.IsCancellationRequested)
            {
                // As the C library does, the next one is asked.
            }
        }
    }

    ProbeFailure? Judge(DnsMessage message)
    {
        if (validCodes.Length == 0 ? message.ResponseCode != 0 : !validCodes.Contains(message.ResponseCode))
        {
            ProbeTrace.Current?.Fail($"response code {DnsNames.ResponseCodes.FirstOrDefault(code => code.Value == message.ResponseCode).Key ?? "of no name"} ({message.ResponseCode})");
            return ProbeFailure.Status;
        }

        var section = !answer.Accept(message.Answer) ? "answer" : !authority.Accept(message.Authority) ? "authority" : !additional.Accept(message.Additional) ? "additional" : null;
        if (section is null)
            return null;
        ProbeTrace.Current?.Fail($"validate_{section}_rrs does not take the records of that section");
        return ProbeFailure.Body;
    }
}
