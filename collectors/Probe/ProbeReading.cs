using System.Net;
using System.Net.Sockets;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What one probe found. Facts that it did not get to know are null.</summary>
/// <param name="Failure">Null when the probe succeeded.</param>
internal sealed record ProbeReading(ProbeFailure? Failure, TimeSpan Duration, TimeSpan? Lookup, PhaseTimes Phases)
{
    internal ProbeAddress? Address { get; init; }

    /// <summary>Redirects followed.</summary>
    internal int Redirects { get; init; }

    /// <summary>Whether the body was compared and did not match.</summary>
    internal bool BodyMismatch { get; init; }

    /// <summary>Of the last hop.</summary>
    internal ResponseReading? Response { get; init; }

    /// <summary>Bytes of body read.</summary>
    internal long BodyLength { get; init; }

    /// <summary>Of the last hop, also when the handshake then failed.</summary>
    internal CertificateReading? Certificate { get; init; }

    /// <summary>Of the last hop.</summary>
    internal TlsReading? Tls { get; init; }
}

/// <summary>Where the last hop connected to.</summary>
/// <param name="Protocol">4 or 6.</param>
/// <param name="Hash">Of the address, to see it change.</param>
internal readonly record struct ProbeAddress(int Protocol, uint Hash)
{
    internal static ProbeAddress Of(IPAddress address) => new(address.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 4, Fnv1a(address.GetAddressBytes()));

    /// <summary>FNV-1a, 32 bits, as blackbox_exporter hashes addresses.</summary>
    static uint Fnv1a(byte[] bytes) => bytes.Aggregate(2166136261, (hash, b) => (hash ^ b) * 16777619);
}

/// <summary>The head of a response.</summary>
/// <param name="ContentLength">As announced, in bytes; null when it was not.</param>
internal sealed record ResponseReading(int Status, Version Version, bool Tls, long? ContentLength, DateTimeOffset? LastModified)
{
    internal static ResponseReading Of(HttpResponseMessage response, Uri url) => new(
        (int)response.StatusCode,
        response.Version,
        url.Scheme == Uri.UriSchemeHttps,
        response.Content.Headers.ContentLength,
        response.Content.Headers.LastModified);
}

/// <param name="Protocol"><c>TLS 1.3</c>.</param>
/// <param name="Cipher">IANA's name of the cipher suite.</param>
internal sealed record TlsReading(string Protocol, string Cipher);
