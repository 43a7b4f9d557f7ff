using System.Runtime.InteropServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// Turns readings of all relations of a database into series: of their own for the top, one for all others together. Partitions are
/// one relation with their root. Pure. Between two readings, what the counters gain together is exactly what the relations have gained.
/// </summary>
/// <remarks>
/// A relation that is new or was reset has started from nothing, so all it says is a gain. A series of its own begins with what the
/// server says, and the others are given the gain of that reading: a rate does not see what a series begins with.
/// </remarks>
/// <param name="top">Relations with series of their own.</param>
internal sealed class TopRelations(RelationColumn[] columns, int top)
{
    readonly Dictionary<uint, Relation> relations = [];
    readonly RelationPlaces places = new(top, columns.Length);
    readonly double[] others = Nothing(columns.Length);
    readonly TopUnion<Relation> ranking = new((int)RelationRank.None, top);
    readonly Relation[] ranked = new Relation[top];
    int reading;
    bool isBaseline = true;
    bool isFirst = true;
    bool hasOthers;

    /// <summary>The next reading may be another server's: nothing in it is a gain.</summary>
    internal void Rebase() => isBaseline = true;

    internal void Begin()
    {
        reading++;
        foreach (var place in places.All)
        {
            place.IsNew = false;
            Array.Clear(place.Gains);
        }
    }

    /// <summary>The relation whose labels are shown for this one, to be given them.</summary>
    internal Relation Root(uint oid, uint root)
    {
        var relation = Find(oid);
        relation.Root = root == oid ? relation : Find(root);
        return relation.Root;
    }

    /// <param name="values">One for each column; NaN is absent.</param>
    internal void Count(uint oid, ReadOnlySpan<double> values)
    {
        var relation = relations[oid];
        if (relation.Reading == reading)
            return;
        var root = relation.Root;
        if (root.RootReading != reading)
            root.Scores = default;
        var again = relation.Reading == 0 || HasFallen(relation.Values, values);
        for (var i = 0; i < columns.Length; i++)
        {
            var gain = isBaseline ? values[i] * 0 : again ? values[i] : values[i] - relation.Values[i];
            if (columns[i].IsCounter)
                Count(root.Place, i, gain);
            if (columns[i].Rank is var rank and not RelationRank.None)
                Score(ref root.Scores[(int)rank], columns[i].IsCounter && !isBaseline ? gain : values[i], columns[i].Grouping);
        }

        if (relation.Values.Length == 0)
            relation.Values = new double[columns.Length];
        values.CopyTo(relation.Values);
        relation.Reading = root.RootReading = reading;
    }

    /// <param name="now">Monotonic.</param>
    internal void End(TimeSpan now)
    {
        Forget();
        Rank(now);
        Show();
        isBaseline = isFirst = false;
    }

    /// <param name="other">The labels of all others.</param>
    internal void Emit(Samples samples, string[] other)
    {
        foreach (var place in places.All)
        {
            if (place.Relation is { } relation)
                Emit(samples, place.Values, relation.Labels);
        }

        if (hasOthers)
            Emit(samples, others, other);
    }

    void Emit(Samples samples, double[] values, string[] labels)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!double.IsNaN(values[i]))
                samples.Add(columns[i].Family, values[i], labels);
        }
    }

    Relation Find(uint oid) => CollectionsMarshal.GetValueRefOrAddDefault(relations, oid, out _) ??= new();

    bool HasFallen(double[] before, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].IsCounter && values[i] < before[i])
                return true;
        }

        return false;
    }

    void Count(RelationPlace? place, int column, double gain)
    {
        Add(ref (place?.Values ?? others)[column], gain);
        if (place is not null)
            Add(ref place.Gains[column], gain);
    }

    /// <summary>Relations that were dropped.</summary>
    void Forget()
    {
        foreach (var (oid, relation) in relations)
        {
            if (relation.RootReading != reading && relation.Place is { } place)
                (place.Relation, relation.Place) = (null, null);
            if (relation.RootReading != reading && relation.Reading != reading)
                relations.Remove(oid);
        }
    }

    void Rank(TimeSpan now)
    {
        foreach (var relation in relations.Values)
        {
            for (var kind = 0; relation.RootReading == reading && kind < (int)RelationRank.None; kind++)
                ranking.Consider(kind, relation, relation.Scores[kind]);
        }

        var count = ranking.Rank(ranked);
        for (var rank = 0; rank < count; rank++)
        {
            if (ranked[rank].Place is { } place)
                place.InTop = now;
        }

        for (var rank = 0; rank < count; rank++)
        {
            var relation = ranked[rank];
            var steady = relation.TopReading == reading - 1;
            relation.TopReading = reading;
            if (relation.Place is null && places.Free(urgent: rank < top / 2, steady, now) is { } place)
                Give(place, relation, now);
        }
    }

    void Give(RelationPlace place, Relation relation, TimeSpan now)
    {
        if (place.Relation is { } leaving)
            Release(place, leaving);
        (place.Relation, place.InTop, place.IsNew) = (relation, now, true);
        relation.Place = place;
        Array.Fill(place.Values, double.NaN);
        Array.Clear(place.Gains);
    }

    /// <summary>What it has gained since the last reading has not been shown as its own, so it is the others'.</summary>
    void Release(RelationPlace place, Relation leaving)
    {
        leaving.Place = null;
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].IsCounter)
                Add(ref others[i], place.Gains[i]);
        }
    }

    /// <summary>Gauges are made anew, and counters that begin.</summary>
    void Show()
    {
        ClearGauges(others);
        foreach (var place in places.All)
            ClearGauges(place.Values);
        foreach (var relation in relations.Values)
        {
            if (relation.Reading == reading)
                Show(relation.Values, relation.Root.Place);
        }
    }

    void Show(double[] values, RelationPlace? place)
    {
        hasOthers |= place is null || (place.IsNew && !isFirst);
        for (var i = 0; i < columns.Length; i++)
        {
            ref var shown = ref (place?.Values ?? others)[i];
            var begins = place?.IsNew ?? isFirst;
            if (columns[i].IsCounter ? begins : columns[i].Grouping == Grouping.Sum)
                Add(ref shown, values[i]);
            else if (columns[i].Grouping == Grouping.Most || (columns[i].Grouping == Grouping.MostOfPartitions && place is not null))
                shown = double.MaxNumber(shown, values[i]);
        }
    }

    void ClearGauges(double[] values)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!columns[i].IsCounter)
                values[i] = double.NaN;
        }
    }

    static void Score(ref double score, double value, Grouping grouping)
    {
        if (grouping is Grouping.Most or Grouping.MostOfPartitions)
            score = double.MaxNumber(score, value);
        else if (!double.IsNaN(value))
            score += value;
    }

    /// <summary>Nothing and a number are that number.</summary>
    static void Add(ref double sum, double value)
    {
        if (!double.IsNaN(value))
            sum = double.IsNaN(sum) ? value : sum + value;
    }

    static double[] Nothing(int columns)
    {
        var values = new double[columns];
        Array.Fill(values, double.NaN);
        return values;
    }
}
