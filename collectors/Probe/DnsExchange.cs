using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using MetricsAgent.Config;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Asks one name server one question, over UDP, and again over TCP where the answer did not fit, or over TCP alone.</summary>
internal sealed class DnsExchange(DnsProbeConfig config)
{
    readonly DnsQuery query = new(config.QueryName, DnsNames.Types[config.QueryType], config.RecursionDesired);

    /// <exception cref="InvalidDataException">The answer is malformed.</exception>
    internal async Task<DnsMessage> AskAsync(ProbeDialer dialer, PhaseClock phases, string host, int port, CancellationToken cancel)
    {
        if (config.TransportProtocol == DnsTransport.Udp)
        {
            var message = await AskAsync(dialer, phases, host, port, SocketType.Dgram, cancel);
            if (!message.Truncated)
                return message;
        }

        return await AskAsync(dialer, phases, host, port, SocketType.Stream, cancel);
    }

    async Task<DnsMessage> AskAsync(ProbeDialer dialer, PhaseClock phases, string host, int port, SocketType type, CancellationToken cancel)
    {
        var socket = await dialer.ConnectAsync(host, port, type, cancel);
        phases.End(ProbePhase.Connect);
        phases.SkipTls();
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        // Over TCP, its length comes before a message.
        var buffer = new byte[sizeof(ushort) + ushort.MaxValue];
        var length = query.Write(buffer.AsSpan(sizeof(ushort)), id);
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)length);
        var answer = buffer.AsMemory(sizeof(ushort));
        if (type == SocketType.Dgram)
        {
            await socket.SendAsync(answer[..length], SocketFlags.None, cancel);
            do
                length = await socket.ReceiveAsync(answer, SocketFlags.None, cancel);
            while (!DnsMessage.IsAnswer(answer.Span[..length], id));
        }
        else
        {
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(buffer.AsMemory(0, sizeof(ushort) + length), cancel);
            await stream.ReadExactlyAsync(buffer.AsMemory(0, sizeof(ushort)), cancel);
            length = BinaryPrimitives.ReadUInt16BigEndian(buffer);
            await stream.ReadExactlyAsync(answer[..length], cancel);
            if (!DnsMessage.IsAnswer(answer.Span[..length], id))
                throw new InvalidDataException("an answer to another question");
        }

        var message = DnsMessage.Parse(answer.Span[..length]) ?? throw new InvalidDataException("a malformed answer");
        phases.End(ProbePhase.Processing);
        return message;
    }
}
