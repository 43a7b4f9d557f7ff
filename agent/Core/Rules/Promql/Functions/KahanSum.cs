namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>A sum that keeps what rounding has lost, by the Kahan and Babuška algorithm in Neumaier's form.</summary>
struct KahanSum(double sum, double lost = 0)
{
    /// <summary>The plain sum.</summary>
    internal double Sum { get; private set; } = sum;

    internal double Lost { get; private set; } = lost;

    internal readonly double Total => Sum + Lost;

    internal void Add(double value)
    {
        var next = Sum + value;
        if (double.IsInfinity(next))
            Lost = 0;
        else if (Math.Abs(Sum) >= Math.Abs(value))
            Lost += Sum - next + value;
        else
            Lost += value - next + Sum;
        Sum = next;
    }
}
