using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MetricsAgent.Tests.Servers;

/// <summary>Loopback ports that nothing listens on.</summary>
internal static class FreePort
{
    // Below Linux' ephemeral range: while a server is stopped, no outgoing connection can take the port it comes back to.
    const int First = 15_000;
    const int Last = 32_000;

    static readonly ConcurrentDictionary<int, bool> Taken = new();

    /// <summary>A port that was free a moment ago; no two calls in one test run give the same.</summary>
    public static int Next()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (Taken.TryAdd(port, true) && IsFree(port))
                return port;
        }
        throw new InvalidOperationException($"no free loopback port between {First} and {Last}");
    }

    static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
