using System.Buffers.Text;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>One row of an answer, as text by position.</summary>
internal readonly ref struct ConsoleRow(ReadOnlySpan<byte> body, ReadOnlySpan<(int Start, int Length)> fields)
{
    readonly ReadOnlySpan<byte> body = body;
    readonly ReadOnlySpan<(int Start, int Length)> fields = fields;

    /// <summary>Empty for NULL.</summary>
    internal ReadOnlySpan<byte> Text(int column) => body.Slice(fields[column].Start, Math.Max(0, fields[column].Length));

    /// <summary>NaN for what is no number.</summary>
    internal double Number(int column) =>
        Utf8Parser.TryParse(Text(column), out double number, out var consumed) && consumed == Text(column).Length && double.IsFinite(number) ? number : double.NaN;

    /// <summary>The names of the columns, from a RowDescription.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static string[] Columns(ReadOnlySpan<byte> description)
    {
        // Table, attribute, type, its size and modifier, format.
        const int Facts = 4 + 2 + 4 + 2 + 4 + 2;

        var body = new MessageBody(description);
        List<string> names = [];
        for (var count = body.Int16(); count > 0; count--)
        {
            names.Add(body.Text());
            body.Take(Facts);
        }

        return [.. names];
    }

    /// <summary>A DataRow.</summary>
    /// <param name="fields">Filled with where each column is; a length of -1 is NULL.</param>
    /// <exception cref="InvalidDataException">It is none, or has another number of columns.</exception>
    internal static ConsoleRow Of(ReadOnlySpan<byte> data, Span<(int Start, int Length)> fields)
    {
        var body = new MessageBody(data);
        if (body.Int16() != fields.Length)
            throw new InvalidDataException("a row does not have the columns that were announced");
        foreach (ref var field in fields)
        {
            var length = body.Int32();
            field = (data.Length - body.Rest.Length, length);
            if (length != -1)
                body.Take(length);
        }

        return new(data, fields);
    }
}
