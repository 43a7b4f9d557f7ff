using System.Net;
using System.Net.Sockets;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// The sockets of one probe: a fresh look-up of the name each time, then its addresses one after the other. The last socket is open
/// until the probe is over.
/// </summary>
internal sealed class ProbeDialer(ProbeRoute route, PhaseClock phases) : IDisposable
{
    Socket? socket;

    /// <summary>The last that was tried.</summary>
    internal ProbeAddress? Address { get; private set; }

    /// <summary>Begins a hop.</summary>
    internal async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancel)
    {
        phases.BeginHop();
        var addresses = await route.ResolveAsync(host, cancel);
        phases.End(ProbePhase.Resolve);
        ProbeTrace.Current?.Note($"{host} is {string.Join(", ", addresses.Select(each => $"{each}"))}");
        return addresses;
    }

    /// <summary>Begins a hop and leaves it connected; that phase ends when the caller says so.</summary>
    /// <param name="type">Datagrams go over UDP, a stream over TCP.</param>
    internal async ValueTask<Socket> ConnectAsync(string host, int port, SocketType type, CancellationToken cancel)
    {
        SocketException? last = null;
        foreach (var address in await ResolveAsync(host, cancel))
        {
            try
            {
                var connected = await ConnectAsync(new IPEndPoint(address, port), type, cancel);
                ProbeTrace.Current?.Note($"connected to {address} port {port}");
                return connected;
            }
            catch (SocketException e)
            {
                ProbeTrace.Current?.Note($"{address} port {port}: {e.Message}");
                last = e;
            }
        }

        throw last!;
    }

    /// <param name="path">Of a unix socket, which has no name to look up.</param>
    internal ValueTask<Socket> ConnectAsync(string path, CancellationToken cancel)
    {
        phases.BeginHop();
        phases.End(ProbePhase.Resolve);
        return ConnectAsync(new UnixDomainSocketEndPoint(path), SocketType.Stream, cancel);
    }

    // Also where a handshake that nobody waits for would go on.
    public void Dispose() => socket?.Dispose();

    async ValueTask<Socket> ConnectAsync(EndPoint to, SocketType type, CancellationToken cancel)
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
        return socket;
    }
}
