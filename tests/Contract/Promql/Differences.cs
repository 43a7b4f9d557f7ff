using System.Text;

namespace MetricsAgent.Tests.Contract.Promql;

/// <summary>Collects what differs, so that one run shows all of it.</summary>
internal sealed class Differences
{
    readonly StringBuilder text = new();
    int compared;
    int found;

    public void Add(string expression, string? difference)
    {
        compared++;
        if (difference is null)
            return;
        found++;
        text.AppendLine(expression).Append("    ").AppendLine(difference);
    }

    /// <param name="atLeast">How many comparisons there must have been.</param>
    public void DemandNone(int atLeast)
    {
        Assert.That(compared, Is.GreaterThanOrEqualTo(atLeast));
        Assert.That(found, Is.Zero, $"{found} of {compared} differ:\n{text}");
    }
}
