namespace MetricsAgent.Rules.Promql;

/// <summary>A text that is no PromQL expression, with what is wrong in Prometheus' words.</summary>
/// <param name="position">Where in the text, from 0.</param>
public sealed class PromqlException(string message, int position) : Exception(message)
{
    public int Position { get; } = position;

    /// <summary>As Prometheus writes it: line and column, both from 1, and the message.</summary>
    public string Describe(string text)
    {
        var before = text.AsSpan(0, Math.Clamp(Position, 0, text.Length));
        return $"{before.Count('\n') + 1}:{before.Length - before.LastIndexOf('\n')}: parse error: {Message}";
    }
}
