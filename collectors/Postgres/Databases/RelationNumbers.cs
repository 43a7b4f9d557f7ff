using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// What the columns of <see cref="TopRelations"/> add up to, by their <see cref="Grouping"/>. NaN is nothing: nothing and a number are
/// that number. Pure.
/// </summary>
internal sealed class RelationNumbers(RelationColumn[] columns)
{
    /// <summary>Counters have been reset.</summary>
    internal bool HaveFallen(double[] before, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].IsCounter && values[i] < before[i])
                return true;
        }

        return false;
    }

    /// <summary>Adds what a relation has gained to its root's scores, and to the counters that its root is shown in.</summary>
    /// <param name="values">One for each column, after those that the relation still has.</param>
    /// <param name="others">The counters of those without a place.</param>
    internal void Count(Relation relation, ReadOnlySpan<double> values, RelationReading reading, double[] others)
    {
        var root = relation.Root;
        for (var i = 0; i < columns.Length; i++)
        {
            var gain = reading.IsBaseline ? values[i] * 0 : reading.Again ? values[i] : values[i] - relation.Values[i];
            if (columns[i].IsCounter)
            {
                Add(ref (root.Place?.Values ?? others)[i], gain);
                if (root.Place is { } place)
                    Add(ref place.Gains[i], gain);
            }

            if (columns[i].Rank is var rank and not RelationRank.None)
                Score(ref root.Scores[(int)rank], columns[i].IsCounter && !reading.IsBaseline ? gain : values[i], columns[i].Grouping);
        }
    }

    internal void AddCounters(double[] sums, double[] gains)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].IsCounter)
                Add(ref sums[i], gains[i]);
        }
    }

    internal void ClearGauges(double[] values)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!columns[i].IsCounter)
                values[i] = double.NaN;
        }
    }

    /// <summary>Adds a relation, or a partition, to the series of its own.</summary>
    /// <param name="begins">The series are new: counters begin with what the server says.</param>
    internal void Show(double[] shown, double[] values, bool begins) => Show(shown, values, begins, isOthers: false);

    /// <inheritdoc cref="Show(double[], double[], bool)"/>
    internal void ShowAmongOthers(double[] shown, double[] values, bool begins) => Show(shown, values, begins, isOthers: true);

    internal void Emit(Samples samples, double[] values, string[] labels)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!double.IsNaN(values[i]))
                samples.Add(columns[i].Family, values[i], labels);
        }
    }

    void Show(double[] shown, double[] values, bool begins, bool isOthers)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].IsCounter ? begins : columns[i].Grouping == Grouping.Sum)
                Add(ref shown[i], values[i]);
            else if (columns[i].Grouping == Grouping.Most || (columns[i].Grouping == Grouping.MostOfPartitions && !isOthers))
                shown[i] = double.MaxNumber(shown[i], values[i]);
        }
    }

    static void Score(ref double score, double value, Grouping grouping)
    {
        if (grouping is Grouping.Most or Grouping.MostOfPartitions)
            score = double.MaxNumber(score, value);
        else if (!double.IsNaN(value))
            score += value;
    }

    static void Add(ref double sum, double value)
    {
        if (!double.IsNaN(value))
            sum = double.IsNaN(sum) ? value : sum + value;
    }
}

/// <summary>How a reading of a relation follows the one before.</summary>
/// <param name="IsBaseline">It may be another server's: nothing in it is a gain.</param>
/// <param name="Again">It has started from nothing: all in it is a gain.</param>
internal readonly record struct RelationReading(bool IsBaseline, bool Again);
