using System.Buffers;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>
/// Renders columns as Prometheus text 0.0.4 or OpenMetrics 1.0: families sorted by name, one <c>HELP</c> and <c>TYPE</c> each, all
/// samples of a family together whichever snapshots they come from; where they disagree, the one that was opened first is right. Reusable, not thread-safe; allocates nothing once it has seen
/// as many families.
/// </summary>
/// <remarks>
/// A sample has the same name in both formats. OpenMetrics asks for <c>_total</c> on counters: one that the field knows without it
/// (<c>pg_stat_database_xact_commit</c>) is exposed as <c>unknown</c> there, because a name that depends on the scraper breaks
/// dashboards and a type does not.
/// </remarks>
public sealed class ExpositionWriter
{
    static readonly Comparison<(SampleColumn Column, int Order)> ByName = static (a, b) =>
        a.Column.Family.Utf8Name.AsSpan().SequenceCompareTo(b.Column.Family.Utf8Name) is not 0 and var order ? order : a.Order - b.Order;

    readonly List<SampleColumn> columns = [];
    readonly List<(SampleColumn Column, int Order)> sorted = [];
    readonly Dictionary<byte[], FamilyKind> compound = new(Utf8Comparer.Instance);

    /// <summary>Writes everything in the view.</summary>
    public void Write(SnapshotView view, ExpositionFormat format, IBufferWriter<byte> output)
    {
        columns.Clear();
        view.Collect(columns);
        sorted.Clear();
        foreach (var column in columns)
            sorted.Add((column, sorted.Count));
        sorted.Sort(ByName);

        Family? open = null;
        foreach (var (column, _) in sorted)
        {
            if (open?.Name != column.Family.Name)
            {
                if (IsPart(column.Family))
                    continue;
                open = column.Family;
                if (open.HasParts)
                    compound.Add(open.Utf8Name, open.Kind);
                FamilyHeader.Write(open, format, output);
            }
            else if (!Family.CanShare(open.Kind, column.Family.Kind))
            {
                // Two snapshots that disagree about a family opened at run time: the first one's word stands, the scrape does not fail.
                continue;
            }

            SampleLines.Write(column, format, output);
        }

        columns.Clear();
        sorted.Clear();
        compound.Clear();
        if (format == ExpositionFormat.OpenMetrics)
            output.Write("# EOF\n"u8);
    }

    /// <summary>One snapshot's histogram, which sorts before its parts, and another's family with the name of one of them.</summary>
    bool IsPart(Family family)
    {
        var name = family.Utf8Name.AsSpan();
        var role = SampleRoles.Of(name, isOpen: true);
        return role != SampleRole.Value
            && compound.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name[..name.LastIndexOf((byte)'_')], out var kind)
            && role != SampleRole.Created
            && kind.HasPart(role);
    }
}
