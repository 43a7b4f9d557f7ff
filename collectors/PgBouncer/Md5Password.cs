using System.Security.Cryptography;
using System.Text;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>The answer to AuthenticationMD5Password (PostgreSQL's documentation, 55.2.1).</summary>
static class Md5Password
{
    internal static string Answer(string user, string password, ReadOnlySpan<byte> salt) =>
        "md5" + Hex([.. Encoding.UTF8.GetBytes(Hex(Encoding.UTF8.GetBytes(password + user))), .. salt]);

#pragma warning disable CA5351 // The protocol has it so.
    static string Hex(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
