using System.Globalization;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>A range of the monitoring plugins: <c>[@]start:end</c>. A value outside of it alerts, with <c>@</c> one inside; both ends belong to it.</summary>
internal sealed record NagiosRange(double Start, double End, bool IsInside)
{
    internal const string Expected = "a range [@]START:END such as 0.7, 10:, ~:10, 10:20 or @10:20";

    internal bool Alerts(double value) => (value >= Start && value <= End) == IsInside;

    internal static NagiosRange? Parse(string text)
    {
        var isInside = text.StartsWith('@');
        var range = isInside ? text[1..] : text;
        var colon = range.IndexOf(':', StringComparison.Ordinal);
        if (!TryEnd(colon < 0 ? "" : range[..colon], "~", double.NegativeInfinity, 0, out var start)
            || !TryEnd(range[(colon + 1)..], null, 0, colon < 0 ? null : double.PositiveInfinity, out var end)
            || start > end)
            return null;
        return new(start, end, isInside);
    }

    /// <summary>Of what a rule fires on. It can only say that a limit itself alerts, or does not, as a range does.</summary>
    internal static NagiosRange Of(Threshold threshold) => threshold.Operator switch
    {
        BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => new(double.NegativeInfinity, threshold.Limit, false),
        BinaryOperator.Less or BinaryOperator.LessOrEqual => new(threshold.Limit, double.PositiveInfinity, false),
        BinaryOperator.Equal => new(threshold.Limit, threshold.Limit, true),
        _ => new(threshold.Limit, threshold.Limit, false),
    };

    public override string ToString()
    {
        var start = Start == 0 && !double.IsInfinity(End) ? "" : (double.IsNegativeInfinity(Start) ? "~" : PromqlNumber.Format(Start)) + ":";
        return $"{(IsInside ? "@" : "")}{start}{(double.IsInfinity(End) ? "" : PromqlNumber.Format(End))}";
    }

    /// <param name="none">What an end that is left out stands for; null where it must not be.</param>
    static bool TryEnd(string text, string? infinite, double infinity, double? none, out double end)
    {
        end = text == infinite ? infinity : none ?? 0;
        return text == infinite || (text.Length == 0
            ? none is not null
            : double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out end) && double.IsFinite(end));
    }
}
