using System.Globalization;
using System.Text;

namespace MetricsAgent.Rules.Promql;

/// <summary>What an <c>@</c> names instead of a time.</summary>
public enum QueryEdge
{
    None,

    /// <summary><c>@ start()</c>: the first step of the query.</summary>
    Start,

    /// <summary><c>@ end()</c>: the last step of the query.</summary>
    End,
}

/// <summary>The <c>@</c> and <c>offset</c> of a selector or a subquery.</summary>
/// <param name="Offset">How far back; negative for ahead.</param>
/// <param name="At">Milliseconds since 1970 that replace the time of evaluation.</param>
public readonly record struct TimeModifier(TimeSpan Offset, long? At, QueryEdge Edge)
{
    /// <summary>Where times stop, so that offsets and ranges can be taken off them: beyond any that means something.</summary>
    const long Farthest = 1L << 61;

    public bool IsFixed => At is not null || Edge != QueryEdge.None;

    internal long Apply(long time, long queryStart, long queryEnd)
    {
        var reference = Edge switch { QueryEdge.Start => queryStart, QueryEdge.End => queryEnd, _ => At ?? time };
        return Math.Clamp(reference, -Farthest, Farthest) - PromqlDuration.Milliseconds(Offset);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        if (At is { } at)
            text.Append(CultureInfo.InvariantCulture, $" @ {at / 1000.0:F3}");
        else if (Edge != QueryEdge.None)
            text.Append(Edge == QueryEdge.Start ? " @ start()" : " @ end()");
        if (Offset != default)
            text.Append(" offset ").Append(Offset < default(TimeSpan) ? "-" : "").Append(PromqlDuration.Format(Offset.Duration()));
        return text.ToString();
    }
}
