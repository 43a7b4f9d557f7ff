using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MetricsAgent.Config;

/// <summary>
/// Versions of the server as postgres_exporter's <c>runonserver</c> has them: <c>&gt;=10.0.0 &lt;13.2.0 || &gt;=15</c>, where a space is
/// "and".
/// </summary>
public sealed class VersionRange
{
    // Longer ones first: each is the first that the text starts with.
    static readonly string[] Operators = ["==", "!=", ">=", "<=", "=", "!", ">", "<"];

    readonly List<List<(string Operator, int Version)>> alternatives;

    VersionRange(List<List<(string Operator, int Version)>> alternatives) => this.alternatives = alternatives;

    /// <summary>False for an empty text, too.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range)
    {
        range = null;
        var alternatives = new List<List<(string, int)>>();
        foreach (var part in text.Split("||"))
        {
            var conditions = new List<(string, int)>();
            foreach (var word in part.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var sign = Array.Find(Operators, each => word.StartsWith(each, StringComparison.Ordinal)) ?? "";
                if (!TryParseVersion(word[sign.Length..], out var version))
                    return false;
                conditions.Add((sign, version));
            }
            if (conditions.Count == 0)
                return false;
            alternatives.Add(conditions);
        }
        range = new(alternatives);
        return true;
    }

    /// <param name="version"><c>server_version_num</c>: 150018 is 15.18.</param>
    public bool Contains(int version) => alternatives.Exists(conditions => conditions.TrueForAll(condition => condition.Operator switch
    {
        ">=" => version >= condition.Version,
        "<=" => version <= condition.Version,
        ">" => version > condition.Version,
        "<" => version < condition.Version,
        "!" or "!=" => version != condition.Version,
        _ => version == condition.Version,
    }));

    // As server_version_num counts: 9.6.3 is 90603, 15.3 is 150003, and from 10 on there is no third number but 0.
    static bool TryParseVersion(string text, out int version)
    {
        version = 0;
        var parts = text.Split('.');
        Span<int> numbers = [0, 0, 0];
        if (parts.Length > numbers.Length)
            return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] > 99)
                return false;
        }
        version = numbers[0] >= 10 ? (numbers[0] * 10_000) + numbers[1] : (numbers[0] * 10_000) + (numbers[1] * 100) + numbers[2];
        return true;
    }
}
