namespace MetricsAgent.Config.Values;

/// <summary>What the numbers in DNS are called, of IANA's registry.</summary>
public static class DnsNames
{
    public static IReadOnlyDictionary<string, ushort> Types { get; } = new Dictionary<string, ushort>
    {
        ["A"] = 1,
        ["NS"] = 2,
        ["CNAME"] = 5,
        ["SOA"] = 6,
        ["PTR"] = 12,
        ["MX"] = 15,
        ["TXT"] = 16,
        ["AAAA"] = 28,
        ["SRV"] = 33,
        ["NAPTR"] = 35,
        ["DS"] = 43,
        ["DNSKEY"] = 48,
        ["TLSA"] = 52,
        ["SVCB"] = 64,
        ["HTTPS"] = 65,
        ["ANY"] = 255,
        ["CAA"] = 257,
    };

    public static IReadOnlyDictionary<string, int> ResponseCodes { get; } = new Dictionary<string, int>
    {
        ["NOERROR"] = 0,
        ["FORMERR"] = 1,
        ["SERVFAIL"] = 2,
        ["NXDOMAIN"] = 3,
        ["NOTIMP"] = 4,
        ["REFUSED"] = 5,
        ["YXDOMAIN"] = 6,
        ["YXRRSET"] = 7,
        ["NXRRSET"] = 8,
        ["NOTAUTH"] = 9,
        ["NOTZONE"] = 10,
    };

    static readonly Dictionary<ushort, string> NamesOfTypes = Types.ToDictionary(type => type.Value, type => type.Key);

    /// <summary>RFC 3597, section 5, for one without a name here.</summary>
    public static string Type(ushort number) => NamesOfTypes.TryGetValue(number, out var name) ? name : $"TYPE{number}";

    /// <summary>Whether a question can be asked about it: labels of 1 to 63 characters of ASCII, 253 together, without white space.</summary>
    public static bool IsName(string text)
    {
        var name = text.EndsWith('.') ? text[..^1] : text;
        return text.Length > 0 && name.Length <= 253 && name.All(character => character is > ' ' and < '\x7f')
            && (name.Length == 0 || name.Split('.').All(label => label.Length is >= 1 and <= 63));
    }
}
