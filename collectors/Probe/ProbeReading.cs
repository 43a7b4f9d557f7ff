using System.Net;
using System.Net.Sockets;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What one probe found, whatever its kind. Facts that it did not get to know are null.</summary>
/// <param name="Failure">Null when the probe succeeded.</param>
/// <param name="Duration">Of the whole probe.</param>
internal record ProbeReading(ProbeFailure? Failure, TimeSpan Duration)
{
    /// <summary>Time that the look-up of the host name took.</summary>
    internal TimeSpan? Lookup { get; init; }

    /// <summary>It succeeded, but took longer than <c>degraded_after</c>.</summary>
    internal bool Slow { get; init; }

    internal ProbeAddress? Address { get; init; }

    /// <summary>Also when the handshake then failed.</summary>
    internal CertificateReading? Certificate { get; init; }

    internal TlsReading? Tls { get; init; }

    /// <summary>A probe that failed is unhealthy, whatever the service says about itself.</summary>
    internal virtual HealthState State => Failure is not null ? HealthState.Unhealthy : Slow ? HealthState.Degraded : HealthState.Healthy;

    /// <summary>What the agent has to be given for the probe to work, for the log; null when it lacks nothing.</summary>
    internal string? Lacks { get; init; }

    /// <summary>Adds what only a probe of this kind knows.</summary>
    internal virtual void Emit(Samples samples)
    {
    }
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

/// <param name="Protocol"><c>TLS 1.3</c>.</param>
/// <param name="Cipher">IANA's name of the cipher suite.</param>
internal sealed record TlsReading(string Protocol, string Cipher);
