using System.Buffers;
using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>
/// Renders columns as Prometheus text 0.0.4 or OpenMetrics 1.0: families sorted by name, one <c>HELP</c> and <c>TYPE</c> each, all
/// samples of a family together whichever snapshots they come from; where they disagree, the one that was opened first is right.
/// Reusable, not thread-safe; allocates nothing once it has seen as many families.
/// </summary>
/// <remarks>
/// A sample has the same name in both formats. OpenMetrics asks for <c>_total</c> on counters: one that the field knows without it
/// (<c>pg_stat_database_xact_commit</c>) is exposed as <c>unknown</c> there, because a name that depends on the scraper breaks
/// dashboards and a type does not.
/// </remarks>
public sealed class ExpositionWriter
{
    readonly FamilyColumns families = new();
    readonly Dictionary<byte[], FamilyKind> compound = new(Utf8Comparer.Instance);

    /// <summary>Writes everything in the view.</summary>
    public void Write(SnapshotView view, ExpositionFormat format, IBufferWriter<byte> output)
    {
        families.Read(view);
        for (var f = 0; f < families.Count; f++)
        {
            var family = families.First(f).Family;
            if (IsPart(family))
                continue;
            if (family.HasParts)
                compound.Add(family.Utf8Name, family.Kind);
            FamilyHeader.Write(family, format, output);
            foreach (var column in families.Of(f))
            {
                // Two snapshots that disagree about a family opened at run time: the first one's word stands, the scrape does not fail.
                if (Family.CanShare(family.Kind, column.Family.Kind))
                    SampleLines.Write(column, format, output);
            }
        }

        families.Clear();
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
