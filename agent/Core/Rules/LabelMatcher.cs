using System.Buffers;
using System.Text.RegularExpressions;

namespace MetricsAgent.Rules;

/// <summary>One condition of a selector on a label. A label that is not there has the empty value. Regular expressions match the whole value, in linear time.</summary>
public sealed class LabelMatcher
{
    /// <summary>They mean themselves in a regular expression.</summary>
    static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:/ ,=%@|");

    readonly Regex? pattern;

    // Most patterns are a list of words, for which an automaton would be large and slow.
    readonly string[]? words;

    /// <exception cref="ArgumentException">The value is not a regular expression that can be matched in linear time.</exception>
    public LabelMatcher(string name, MatchKind kind, string value)
    {
        (Name, Kind, Value) = (name, kind, value);
        if (kind is not (MatchKind.Matches or MatchKind.DoesNotMatch))
            return;
        if (value.AsSpan().ContainsAnyExcept(Letters))
            pattern = GoPattern.Whole(value);
        else
            words = value.Split('|');
    }

    public string Name { get; }

    public MatchKind Kind { get; }

    public string Value { get; }

    public bool Matches(string value) => Kind switch
    {
        MatchKind.Equal => value == Value,
        MatchKind.NotEqual => value != Value,
        MatchKind.Matches => IsMatch(value),
        _ => !IsMatch(value),
    };

    /// <summary>Whether a series has what all of the matchers ask for.</summary>
    public static bool All(IReadOnlyList<LabelMatcher> matchers, Labels labels)
    {
        // By index: an enumerator would be allocated for every series of every selector.
        for (var i = 0; i < matchers.Count; i++)
        {
            if (!matchers[i].Matches(labels[matchers[i].Name]))
                return false;
        }

        return true;
    }

    public override string ToString() => $"{Name}{Kind.Text()}\"{Labels.Escape(Value)}\"";

    bool IsMatch(string value) => words is null ? pattern!.IsMatch(value) : words.AsSpan().Contains(value);
}
