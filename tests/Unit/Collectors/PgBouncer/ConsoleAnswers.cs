using System.Buffers.Binary;
using System.Text;
using MetricsAgent.Collectors.PgBouncer;

namespace MetricsAgent.Tests.Unit.Collectors.PgBouncer;

/// <summary>Messages as a console sends them.</summary>
internal static class ConsoleAnswers
{
    /// <summary>AuthenticationOk, a parameter, and "ready".</summary>
    internal static byte[] Welcome { get; } = [.. Authentication(0), .. Message('S', Text("server_version"), Text("1.18.0/bouncer")), .. Ready];

    internal static byte[] Ready => Message('Z', "I"u8.ToArray());

    /// <summary>A whole table and the end of it.</summary>
    internal static byte[] Table(string[] columns, params string?[][] rows) =>
        [.. Description(columns), .. rows.SelectMany(Row), .. Message('C', Text("SHOW")), .. Ready];

    internal static byte[] Error(string severity, string state, string message) =>
        Message('E', Text($"S{severity}"), Text($"C{state}"), Text($"M{message}"), [0]);

    internal static byte[] Authentication(int kind, params byte[] rest) => Message('R', Number(kind), rest);

    internal static byte[] Description(string[] columns) =>
        Message('T', [Short(columns.Length), .. columns.Select(column => (byte[])[.. Text(column), .. new byte[18]])]);

    internal static byte[] Row(string?[] values) =>
        Message('D', [Short(values.Length), .. values.Select(value => value is null ? Number(-1) : [.. Number(Encoding.UTF8.GetByteCount(value)), .. Encoding.UTF8.GetBytes(value)])]);

    internal static byte[] Message(char kind, params byte[][] parts)
    {
        byte[] body = [.. parts.SelectMany(part => part)];
        return [(byte)kind, .. Number(sizeof(int) + body.Length), .. body];
    }

    internal static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>What a table has made of the first answer among these bytes.</summary>
    internal static void Fill(IConsoleTable table, byte[] answer)
    {
        var query = new ConsoleQuery("name", "command", table, maxRows: 1000);
        ReadOnlyMemory<byte> rest = answer;
        while (ServerMessage.TryTake(rest, out var message, out var length))
        {
            if (message.Kind == 'T')
                query.Describe(message.Body.Span);
            else if (message.Kind == 'D')
                query.Add(message.Body.Span);
            rest = rest[length..];
        }
    }

    static byte[] Short(int number) => Number(number)[2..];

    static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
