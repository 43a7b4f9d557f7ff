using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>
/// A view's columns by the names of their families: the families sorted by name, the columns of each in the order of their snapshots.
/// Reusable; allocates nothing once it has seen as many.
/// </summary>
sealed class FamilyColumns
{
    const int End = -1;

    readonly List<ColumnPlace> columns = [];

    // After each column the next of that name.
    readonly List<int> next = [];
    readonly List<(int First, int Last)> families = [];
    readonly Dictionary<string, int> byName = [];
    readonly Comparison<(int First, int Last)> inOrder;
    SnapshotView? view;

    internal FamilyColumns() => inOrder = (a, b) => Utf8Name(a.First).SequenceCompareTo(Utf8Name(b.First));

    /// <summary>Families, each with a column or more.</summary>
    internal int Count => families.Count;

    /// <summary>A family's first column, whose word on the family stands.</summary>
    internal SampleColumn First(int family) => Column(families[family].First);

    /// <summary>All columns of a family.</summary>
    internal Chain Of(int family) => new(this, families[family].First);

    internal void Read(SnapshotView view)
    {
        this.view = view;
        view.Collect(columns);
        next.EnsureCapacity(columns.Count);
        // Snapshots of one kind have the same families in the same order: the one after the last is tried first.
        var family = End;
        for (var i = 0; i < columns.Count; i++)
        {
            next.Add(End);
            var own = Column(i).Family;
            if (++family == families.Count || First(family).Family != own)
            {
                if (!byName.TryGetValue(own.Name, out family))
                {
                    family = families.Count;
                    byName.Add(own.Name, family);
                    families.Add((i, i));
                    continue;
                }
            }

            var (first, last) = families[family];
            next[last] = i;
            families[family] = (first, i);
        }

        families.Sort(inOrder);
    }

    /// <summary>Holds on to nothing.</summary>
    internal void Clear()
    {
        view = null;
        columns.Clear();
        next.Clear();
        families.Clear();
        byName.Clear();
    }

    ReadOnlySpan<byte> Utf8Name(int column) => Column(column).Family.Utf8Name;

    SampleColumn Column(int column) => view!.Column(columns[column]);

    /// <summary>For foreach.</summary>
    internal ref struct Chain(FamilyColumns families, int first)
    {
        int coming = first;

        public SampleColumn Current { get; private set; }

        public readonly Chain GetEnumerator() => this;

        public bool MoveNext()
        {
            if (coming == End)
                return false;
            Current = families.Column(coming);
            coming = families.next[coming];
            return true;
        }
    }
}
