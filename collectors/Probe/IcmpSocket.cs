using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MetricsAgent.Collectors.Probe;

/// <summary>A socket for echo requests: a ping socket, icmp(7), which needs no privilege; a raw one where that is not allowed.</summary>
internal sealed partial class IcmpSocket : IDisposable
{
    // The kernel's numbers, of every architecture.
    const int Ip = 0;
    const int IpReceiveTtl = 12;
    const int IpTtl = 2;
    const int Ip6 = 41;
    const int Ip6ReceiveHopLimit = 51;
    const int Ip6HopLimit = 52;
    const int DoNotWait = 0x40;

    readonly AddressFamily family;
    readonly Socket socket;

    IcmpSocket(AddressFamily family, Socket socket, bool raw)
    {
        (this.family, this.socket, IsRaw) = (family, socket, raw);
        if (family == AddressFamily.InterNetwork)
            socket.SetRawSocketOption(Ip, IpReceiveTtl, MemoryMarshal.AsBytes([1]));
        else
            socket.SetRawSocketOption(Ip6, Ip6ReceiveHopLimit, MemoryMarshal.AsBytes([1]));
    }

    /// <summary>What is received over IPv4 has the IP header in front.</summary>
    internal bool IsRaw { get; }

    /// <returns>Null when neither is allowed.</returns>
    internal static IcmpSocket? Open(AddressFamily family)
    {
        if (Create(family, SocketType.Dgram) is { } ping)
            return new(family, ping, false);
        return Create(family, SocketType.Raw) is { } raw ? new(family, raw, true) : null;
    }

    internal short TimeToLive
    {
        set => socket.Ttl = value;
    }

    internal ValueTask ConnectAsync(IPAddress address, CancellationToken cancel) => socket.ConnectAsync(new IPEndPoint(address, 0), cancel);

    internal ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancel) => socket.SendAsync(request, SocketFlags.None, cancel);

    /// <returns>Bytes received, and the hop limit (TTL) that was left to them, if that is known.</returns>
    internal async Task<(int Length, int? HopLimit)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        // .NET does not hand over control messages, only waits for the packet that has them.
        await socket.ReceiveAsync(buffer[..1], SocketFlags.Peek, cancel);
        return Receive(buffer.Span);
    }

    public void Dispose() => socket.Dispose();

    static Socket? Create(AddressFamily family, SocketType type)
    {
        try
        {
            return new(family, type, family == AddressFamily.InterNetwork ? ProtocolType.Icmp : ProtocolType.IcmpV6);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied or SocketError.ProtocolNotSupported or SocketError.SocketNotSupported)
        {
            return null;
        }
    }

    unsafe (int Length, int? HopLimit) Receive(Span<byte> buffer)
    {
        Span<long> control = stackalloc long[8];
        fixed (byte* data = buffer)
        fixed (long* messages = control)
        {
            var part = new IoVector { Data = data, Length = buffer.Length };
            var header = new MessageHeader { Vectors = &part, Count = 1, Control = messages, ControlLength = control.Length * sizeof(long) };
            var length = ReceiveMessage(socket.SafeHandle, &header, DoNotWait);
            return length < 0 ? throw new SocketException() : ((int)length, HopLimit(control, (int)header.ControlLength));
        }
    }

    /// <summary>One control message is asked for: length, level and type, then a number.</summary>
    int? HopLimit(ReadOnlySpan<long> control, int length)
    {
        var numbers = MemoryMarshal.Cast<long, int>(control);
        var (level, type) = family == AddressFamily.InterNetwork ? (Ip, IpTtl) : (Ip6, Ip6HopLimit);
        return length >= 5 * sizeof(int) && numbers[2] == level && numbers[3] == type ? numbers[4] : null;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(SafeHandle socket, MessageHeader* message, int flags);

    unsafe struct IoVector
    {
        internal byte* Data;
        internal nint Length;
    }

    /// <summary>msghdr, as 64-bit Linux has it.</summary>
    unsafe struct MessageHeader
    {
        internal void* Name;
        internal long NameLength;
        internal IoVector* Vectors;
        internal nint Count;
        internal long* Control;
        internal nint ControlLength;
        internal int Flags;
    }
}
