using System.Net.Sockets;
using System.Security.Cryptography;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Sends one echo request and waits for the reply.</summary>
/// <param name="url"><c>icmp://host</c>.</param>
/// <param name="timeout">Of the whole probe.</param>
internal sealed class IcmpProbe(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock) : IProbe
{
    /// <summary>The longest packet there is.</summary>
    const int MaxPacket = 1 << 16;

    const string WayOut =
        "icmp: neither a ping socket nor a raw one may be opened; set the sysctl net.ipv4.ping_group_range to include the agent's group, "
        + "for example '0 2147483647', or give the agent CAP_NET_RAW";

    readonly Uri target = new(url, UriKind.Absolute);
    readonly ProbeRoute route = ProbeRoute.Of(settings);
    readonly IcmpProbeConfig config = settings.Icmp ?? new();

    /// <exception cref="OperationCanceledException">Called off from outside; the probe's own deadline is a result.</exception>
    public async Task<ProbeReading> RunAsync(CancellationToken cancel)
    {
        using var attempt = new ProbeAttempt(timeout, clock, cancel);
        var phases = new PhaseClock(clock);
        using var dialer = new ProbeDialer(route, phases);
        ProbeAddress? address = null;
        int? hopLimit = null;
        var failure = await attempt.TryAsync(phases, async () =>
        {
            var to = (await dialer.ResolveAsync(target.IdnHost, attempt.Cancel))[0];
            address = ProbeAddress.Of(to);
            using var socket = IcmpSocket.Open(to.AddressFamily);
            if (socket is null)
                return ProbeFailure.Permission;
            if (config.Ttl is { } ttl)
                socket.TimeToLive = (short)ttl;
            await socket.ConnectAsync(to, attempt.Cancel);
            var payload = RandomNumberGenerator.GetBytes(config.PayloadSize);
            var request = IcmpEcho.Request(to.AddressFamily, (ushort)Environment.ProcessId, payload);
            phases.End(ProbePhase.Connect);
            phases.SkipTls();
            try
            {
                await socket.SendAsync(request, attempt.Cancel);
                var buffer = new byte[MaxPacket];
                (int Length, int? HopLimit) received;
                do
                    received = await socket.ReceiveAsync(buffer, attempt.Cancel);
                while (!IcmpEcho.IsReply(buffer.AsSpan(0, received.Length), to.AddressFamily, socket.IsRaw, payload));
                hopLimit = received.HopLimit;
            }
            catch (SocketException e)
            {
                ProbeTrace.Current?.Fail($"{e.Message}");
                // A router or the host said that the packet does not get there.
                return ProbeFailure.Refused;
            }

            phases.End(ProbePhase.Processing);
            return null;
        });

        return new IcmpReading(failure, phases.Elapsed, phases.Times, hopLimit)
        {
            Lookup = phases.FirstLookup,
            Address = address,
            Lacks = failure == ProbeFailure.Permission ? WayOut : null,
        };
    }
}
