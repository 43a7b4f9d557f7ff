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
    readonly RelationNumbers numbers = new(columns);
    readonly Dictionary<uint, Relation> relations = [];
    readonly RelationPlaces places = new(top, columns.Length);
    readonly TopUnion<Relation> ranking = new((int)RelationRank.None, top);
    readonly Relation[] ranked = new Relation[top];
    readonly double[] others = [.. Enumerable.Repeat(double.NaN, columns.Length)];
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
        numbers.Count(relation, values, new(isBaseline, Again: relation.Reading == 0 || numbers.HaveFallen(relation.Values, values)), others);
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
                numbers.Emit(samples, place.Values, relation.Labels);
        }

        if (hasOthers)
            numbers.Emit(samples, others, other);
    }

    Relation Find(uint oid) => CollectionsMarshal.GetValueRefOrAddDefault(relations, oid, out _) ??= new();

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
        numbers.AddCounters(others, place.Gains);
    }

    /// <summary>Gauges are made anew, and counters that begin.</summary>
    void Show()
    {
        numbers.ClearGauges(others);
        foreach (var place in places.All)
            numbers.ClearGauges(place.Values);
        foreach (var relation in relations.Values)
        {
            if (relation.Reading != reading)
                continue;
            var place = relation.Root.Place;
            hasOthers |= place is null || (place.IsNew && !isFirst);
            if (place is null)
                numbers.ShowAmongOthers(others, relation.Values, isFirst);
            else
                numbers.Show(place.Values, relation.Values, place.IsNew);
        }
    }
}
