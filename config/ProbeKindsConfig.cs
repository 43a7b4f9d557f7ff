using System.Text.Json.Serialization;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

/// <summary>What is said and heard over a connection.</summary>
public sealed class StreamProbeConfig
{
    /// <summary>One step after the other; none only connects.</summary>
    public IReadOnlyList<QueryResponse> QueryResponse { get; set; } = [];
}

/// <summary>A step: what has to come, then what is sent, then whether TLS begins.</summary>
public sealed class QueryResponse
{
    /// <summary>Regular expression; lines are read until one matches.</summary>
    [Regex]
    public string Expect { get; set; } = "";

    /// <summary>Exactly this, no more is read.</summary>
    public string ExpectBytes { get; set; } = "";

    /// <summary>Labels of <c>probe_expect_info</c>.</summary>
    public IReadOnlyList<ExpectLabel> Labels { get; set; } = [];

    /// <summary>A line, sent with a line feed; <c>$1</c> is what the first group of <see cref="Expect"/> matched.</summary>
    [Secret]
    public string Send { get; set; } = "";

    /// <summary>Then the handshake of TLS follows.</summary>
    public bool Starttls { get; set; }
}

/// <summary>A label from what an expression matched.</summary>
public sealed class ExpectLabel
{
    public string Name { get; set; } = "";

    /// <summary><c>$1</c> is what the first group matched.</summary>
    public string Value { get; set; } = "";
}

/// <summary>A question to a name server, and what its answer has to be.</summary>
public sealed record DnsProbeConfig
{
    public string QueryName { get; set; } = "";

    /// <summary>As in a zone file: <c>AAAA</c>.</summary>
    public string QueryType { get; set; } = "A";

    /// <summary>Whether the server shall ask others.</summary>
    public bool RecursionDesired { get; set; } = true;

    public DnsTransport TransportProtocol { get; set; }

    /// <summary>Response codes that are a success; empty means <c>NOERROR</c>.</summary>
    public IReadOnlyList<string> ValidRcodes { get; set; } = [];

    public DnsRecordPatterns ValidateAnswerRrs { get; set; } = new();

    public DnsRecordPatterns ValidateAuthorityRrs { get; set; } = new();

    public DnsRecordPatterns ValidateAdditionalRrs { get; set; } = new();
}

/// <summary>Regular expressions on records as a zone file has them, name, TTL, class, type and data, separated by tabs.</summary>
public sealed class DnsRecordPatterns
{
    /// <summary>No record may match any of these.</summary>
    [Regex]
    public IReadOnlyList<string> FailIfMatchesRegexp { get; set; } = [];

    /// <summary>Every record must match all of these, and there must be one.</summary>
    [Regex]
    public IReadOnlyList<string> FailIfNotMatchesRegexp { get; set; } = [];

    /// <summary>Some record must match some of these.</summary>
    [Regex]
    public IReadOnlyList<string> FailIfNoneMatchesRegexp { get; set; } = [];
}

[JsonConverter(typeof(LowerCase<DnsTransport>))]
public enum DnsTransport { Udp, Tcp }

/// <summary>An echo request.</summary>
public sealed class IcmpProbeConfig
{
    /// <summary>Bytes of payload.</summary>
    [Between(8, 65_000)]
    public int PayloadSize { get; set; } = 28;

    /// <summary>Hops (TTL) that the request may take; null leaves it to the system.</summary>
    [Between(1, 255)]
    public int? Ttl { get; set; }
}
