namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>The words that PromQL reserves, and where they are names all the same.</summary>
static class Keyword
{
    internal static IReadOnlyDictionary<string, AggregateOperator> Aggregations { get; } =
        new Dictionary<string, AggregateOperator>(Enum.GetValues<AggregateOperator>().Select(op => KeyValuePair.Create(op.Text(), op)), StringComparer.OrdinalIgnoreCase);

    static readonly HashSet<string> NotAMetric = new(StringComparer.OrdinalIgnoreCase) { "atan2", "on", "ignoring", "group_left", "group_right", "bool" };

    static readonly HashSet<string> Words = new(
        ["and", "or", "unless", "offset", "by", "without", "start", "end", .. NotAMetric, .. Aggregations.Keys], StringComparer.OrdinalIgnoreCase);

    internal static bool Is(string word) => Words.Contains(word);

    internal static bool IsNumber(string word) =>
        word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("nan", StringComparison.OrdinalIgnoreCase);

    internal static bool MayNameMetric(Token token) =>
        token.Kind is TokenKind.Identifier or TokenKind.MetricIdentifier || (token.Kind == TokenKind.Keyword && !NotAMetric.Contains(token.Text));

    internal static bool MayNameLabel(Token token) =>
        token.Kind is TokenKind.Identifier or TokenKind.MetricIdentifier || (token.Kind == TokenKind.Keyword && !token.Is("without"));
}
