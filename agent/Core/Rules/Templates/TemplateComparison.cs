namespace MetricsAgent.Rules.Templates;

/// <summary>Go's comparisons of basic values: an integer and a floating-point number do not compare.</summary>
static class TemplateComparison
{
    internal static bool Equal(int position, IReadOnlyList<object?> arguments)
    {
        if (arguments.Count < 2)
            throw new TemplateException(position, "missing argument for comparison");
        return arguments.Skip(1).Any(other => AreEqual(position, arguments[0], other));
    }

    internal static bool Less(int position, object? left, object? right) => (left, right) switch
    {
        (double one, double two) => one < two,
        (long one, long two) => one < two,
        (string one, string two) => Utf8Order.Instance.Compare(one, two) < 0,
        (bool, bool) => throw Bad(position),
        _ => throw Mismatch(position, left, right),
    };

    internal static bool AreEqual(int position, object? left, object? right) => (left, right) switch
    {
        (double one, double two) => one == two,
        (long one, long two) => one == two,
        (string one, string two) => one == two,
        (bool one, bool two) => one == two,
        (null, null) => true,
        (null, _) or (_, null) => false,
        _ => throw Mismatch(position, left, right),
    };

    static TemplateException Mismatch(int position, object? left, object? right) =>
        left is double or long or string or bool && right is double or long or string or bool
            ? new(position, $"incompatible types for comparison: {TemplateValue.TypeOf(left)} and {TemplateValue.TypeOf(right)}")
            : Bad(position);

    static TemplateException Bad(int position) => new(position, "invalid type for comparison");
}
