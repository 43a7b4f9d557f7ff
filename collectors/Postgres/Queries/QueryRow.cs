namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>A row of a result, as series. Kept from poll to poll.</summary>
internal sealed class QueryRow(int labels)
{
    double[] numbers = [];
    QueryHistogram?[] histograms = [];

    /// <summary>In the order of the families' label names.</summary>
    internal string[] Labels { get; } = new string[labels];

    /// <summary>Makes room, empty.</summary>
    internal void Begin(int columns)
    {
        if (numbers.Length < columns)
            (numbers, histograms) = (new double[columns], new QueryHistogram?[columns]);
        numbers.AsSpan().Fill(double.NaN);
        histograms.AsSpan().Clear();
    }

    /// <summary>NaN where there is none.</summary>
    internal ref double Number(int column) => ref numbers[column];

    internal ref QueryHistogram? Histogram(int column) => ref histograms[column];
}
