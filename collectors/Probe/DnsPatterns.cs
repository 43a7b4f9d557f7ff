using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What the records of one section have to be like.</summary>
internal sealed class DnsPatterns(DnsRecordPatterns config)
{
    readonly Regex[] none = Compile(config.FailIfMatchesRegexp);
    readonly Regex[] every = Compile(config.FailIfNotMatchesRegexp);
    readonly Regex[] any = Compile(config.FailIfNoneMatchesRegexp);

    /// <summary>No records cannot have what is asked for.</summary>
    internal bool Accept(IReadOnlyList<DnsRecord> records)
    {
        if (records.Any(record => Array.Exists(none, pattern => pattern.IsMatch(record.Text))))
            return false;
        if (every.Length > 0 && (records.Count == 0 || !records.All(record => Array.TrueForAll(every, pattern => pattern.IsMatch(record.Text)))))
            return false;
        return any.Length == 0 || records.Any(record => Array.Exists(any, pattern => pattern.IsMatch(record.Text)));
    }

    static Regex[] Compile(IEnumerable<string> patterns) => [.. patterns.Select(pattern => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];
}
