namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>What may differ from blackbox_exporter's, and why. Names, or the beginning of some with a <c>*</c>.</summary>
static class ProbeAllowance
{
    /// <summary>Series that are 0 there where nothing is known, and absent here; of a probe that failed, also how long a phase took before it did.</summary>
    internal static readonly (string Family, string Why)[] UnknownIsZero =
    [
        ("probe_dns_lookup_time_seconds", "the name did not resolve"),
        ("probe_dns_duration_seconds", "the phase did not finish"),
        ("probe_dns_answer_rrs", "no answer has no records"),
        ("probe_dns_authority_rrs", "no answer has no records"),
        ("probe_dns_additional_rrs", "no answer has no records"),
        ("probe_http_duration_seconds", "the phase did not finish"),
        ("probe_http_content_length", "there was no response"),
        ("probe_http_uncompressed_body_length", "there was no response"),
        ("probe_http_ssl", "there was no response"),
        ("probe_http_version", "there was no response"),
        ("probe_icmp_duration_seconds", "the phase did not finish"),
        ("probe_ip_addr_hash", "the name did not resolve"),
        ("probe_ip_protocol", "the name did not resolve"),
    ];

    /// <summary>Families that only blackbox_exporter has.</summary>
    internal static readonly (string Family, string Why)[] Missing =
    [
        ("probe_grpc_status_code", "where the server sent none, the one that its own library makes up"),
        ("probe_grpc_duration_seconds", "the check that did not finish"),
        ("probe_ssl_last_chain_expiry_timestamp_seconds", "where there is no trusted chain, a date long ago"),
        ("probe_failed_due_to_cel", "there are no CEL expressions: health bodies are read as they are"),
    ];

    /// <summary>Families of which each has its own series: their labels differ.</summary>
    internal static readonly (string Family, string Why)[] Series =
    [
        ("probe_tls_cipher_info", "each client offers the ciphers in its own order"),
    ];

    /// <summary>Families whose values differ where the probe failed.</summary>
    internal static readonly (string Family, string Why)[] Failed =
    [
        ("probe_grpc_ssl", "0 there, whatever the call went over"),
    ];

    /// <summary>Families whose values are not compared.</summary>
    internal static readonly string[] Times =
    [
        "probe_duration_seconds", "probe_dns_lookup_time_seconds", "probe_http_duration_seconds", "probe_dns_duration_seconds", "probe_icmp_duration_seconds", "probe_grpc_duration_seconds",
    ];
}
