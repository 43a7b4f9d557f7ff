namespace MetricsAgent.Rules.Promql;

/// <summary>A part of a PromQL expression, and what is in it. Immutable once parsed: any number of evaluators may share it.</summary>
public abstract class Expression
{
    private protected Expression()
    {
    }

    /// <summary>Where in the text it begins, from 0.</summary>
    public int Start { get; internal set; }

    /// <summary>Where in the text it ends; the first character after it.</summary>
    public int End { get; internal set; }

    public abstract ValueType Type { get; }

    /// <summary>What it is made of, in the order of the text.</summary>
    public virtual IReadOnlyList<Expression> Children => [];

    /// <summary>As Prometheus prints it. It parses to the same expression.</summary>
    public abstract override string ToString();

    /// <summary>Itself, or what is in its parentheses.</summary>
    public Expression Unwrapped => this is Parenthesized inner ? inner.Inner.Unwrapped : this;
}
