namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>A row of a result, as series. Kept from poll to poll.</summary>
internal sealed class QueryRow(int labels)
{
    double?[] numbers = [];
    QueryHistogram?[] histograms = [];

    /// <summary>In the order of the families' label names.</summary>
    internal string[] Labels { get; } = new string[labels];

    /// <summary>Those there were when it was read; a later result may have more.</summary>
    internal int Columns { get; private set; }

    /// <summary>Makes room, empty.</summary>
    internal void Begin(int columns)
    {
        Columns = columns;
        if (numbers.Length < columns)
            (numbers, histograms) = (new double?[columns], new QueryHistogram?[columns]);
        numbers.AsSpan().Clear();
        histograms.AsSpan().Clear();
    }

    /// <summary>Series that it makes.</summary>
    internal int Series
    {
        get
        {
            var count = 0;
            for (var i = 0; i < Columns; i++)
                count += numbers[i] is null && histograms[i] is null ? 0 : 1;
            return count;
        }
    }

    /// <summary>Null where there is none; NaN is a number, as in the server.</summary>
    internal ref double? Number(int column) => ref numbers[column];

    internal ref QueryHistogram? Histogram(int column) => ref histograms[column];
}
