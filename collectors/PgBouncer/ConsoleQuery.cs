using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>A command of the console and how it fares with one PgBouncer.</summary>
/// <param name="name">As the catalogue has it, without the domain: <c>pools</c>.</param>
/// <param name="maxRows">Rows to keep of an answer; each is a series at least.</param>
internal sealed class ConsoleQuery(string name, string command, IConsoleTable table, int maxRows)
{
    byte[] description = [];
    (int Start, int Length)[]? fields;
    int rows;

    internal string Name => name;

    internal string Command => command;

    internal IConsoleTable Table => table;

    /// <summary>Why this PgBouncer does not answer it, or null.</summary>
    internal Failure? Failure { get; set; }

    /// <summary>Whether this poll has read it.</summary>
    internal bool IsRead { get; set; }

    /// <summary>Begins an answer.</summary>
    internal void Describe(ReadOnlySpan<byte> body)
    {
        table.Clear();
        rows = 0;
        if (fields is not null && body.SequenceEqual(description))
            return;
        var columns = ConsoleRow.Columns(body);
        table.Describe(columns);
        (description, fields) = (body.ToArray(), new (int, int)[columns.Length]);
    }

    internal void Add(ReadOnlySpan<byte> body)
    {
        if (fields is null)
            throw new InvalidDataException("rows come before their description");
        if (rows++ < maxRows)
            table.Add(ConsoleRow.Of(body, fields));
    }
}
