using System.Security.Cryptography;
using System.Text;

namespace MetricsAgent.Alerting;

/// <summary>Names for what must be recognised when it comes again: 32 hexadecimal digits of a SHA-256.</summary>
public static class DedupKey
{
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        // With lengths, so that parts cannot run into each other.
        foreach (var part in parts)
            text.Append(part.Length).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
