using System.Net;
using System.Net.Sockets;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// The sockets of one probe: a fresh look-up of the name each time, then its addresses one after the other. The last socket is open
/// until the probe is over.
/// </summary>
internal sealed class ProbeDialer(PhaseClock phases) : IDisposable
{
    Socket? socket;

    /// <summary>The last that was tried.</summary>
    internal ProbeAddress? Address { get; private set; }

    /// <summary>Begins a hop.</summary>
    internal async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancel)
    {
        phases.BeginHop();
        var addresses = await Dns.GetHostAddressesAsync(host, cancel);
        phases.End(ProbePhase.Resolve);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <param name="type">Datagrams go over UDP, a stream over TCP.</param>
    internal async ValueTask<Socket> ConnectAsync(string host, int port, SocketType type, CancellationToken cancel)
    {
        SocketException? last = null;
        foreach (var address in await ResolveAsync(host, cancel))
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, port), type, cancel);
            }
            catch (SocketException e)
            {
                last = e;
            }
        }

        throw last!;
    }

    /// <param name="to">A host's, or a unix socket's.</param>
    internal async ValueTask<Socket> ConnectAsync(EndPoint to, SocketType type, CancellationToken cancel)
    {
        socket?.Dispose();
        socket = new(to.AddressFamily, type, ProtocolType.Unspecified);
        if (to is IPEndPoint { Address: var address })
        {
            Address = ProbeAddress.Of(address);
            if (type == SocketType.Stream)
                socket.NoDelay = true;
        }

        await socket.ConnectAsync(to, cancel);
        phases.End(ProbePhase.Connect);
        return socket;
    }

    public void Dispose() => socket?.Dispose();
}
