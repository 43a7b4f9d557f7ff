using System.Collections.Frozen;

namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>The words that PromQL reserves, and where they are names all the same.</summary>
static class Keyword
{
    internal static FrozenDictionary<string, AggregateOperator> Aggregations { get; } =
        Enum.GetValues<AggregateOperator>().ToFrozenDictionary(op => op.Text(), StringComparer.OrdinalIgnoreCase);

    static readonly FrozenSet<string> NotAMetric = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "atan2", "on", "ignoring", "group_left", "group_right", "bool");

    static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, ["and", "or", "unless", "offset", "by", "without", "start", "end", .. NotAMetric, .. Aggregations.Keys]);

    internal static bool Is(string word) => Words.Contains(word);

    internal static bool IsNumber(string word) =>
        word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("nan", StringComparison.OrdinalIgnoreCase);

    internal static bool MayNameMetric(Token token) =>
        token.Kind is TokenKind.Identifier or TokenKind.MetricIdentifier || (token.Kind == TokenKind.Keyword && !NotAMetric.Contains(token.Text));

    internal static bool MayNameLabel(Token token) =>
        token.Kind is TokenKind.Identifier or TokenKind.MetricIdentifier || (token.Kind == TokenKind.Keyword && !token.Is("without"));
}
