using System.Buffers.Binary;
using System.Text;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>What is sent to the console (PostgreSQL's documentation, 55.7). Pure.</summary>
static class ClientMessage
{
    const int Protocol = 3 << 16;
    const int Tls = 80877103;

    internal static byte[] TlsRequest() => Untyped(Number(Tls));

    internal static byte[] Startup(string user, string database, string application) =>
        Untyped([.. Number(Protocol), .. Text("user"), .. Text(user), .. Text("database"), .. Text(database), .. Text("application_name"), .. Text(application), 0]);

    internal static byte[] Password(string password) => Typed('p', Text(password));

    internal static byte[] SaslInitial(string mechanism, string response) =>
        Typed('p', [.. Text(mechanism), .. Number(Encoding.UTF8.GetByteCount(response)), .. Encoding.UTF8.GetBytes(response)]);

    internal static byte[] SaslResponse(string response) => Typed('p', Encoding.UTF8.GetBytes(response));

    internal static byte[] Query(string command) => Typed('Q', Text(command));

    static byte[] Typed(char kind, byte[] body) => [(byte)kind, .. Untyped(body)];

    /// <summary>The length counts itself.</summary>
    static byte[] Untyped(byte[] body) => [.. Number(sizeof(int) + body.Length), .. body];

    static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    static byte[] Number(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }
}
