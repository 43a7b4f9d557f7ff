using System.Text;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Text as the server stores it. Names of databases and roles are shared by databases of different encodings, so their bytes need
/// not be UTF-8: what is not becomes U+FFFD, and the rest of the row is read. Npgsql would refuse the whole batch.
/// </summary>
static class ServerText
{
    /// <summary>Names have at most 63 bytes, unless the server was compiled for more.</summary>
    const int LongestName = 256;

    [ThreadStatic]
    static byte[]? nameBuffer;

    /// <returns>Empty for NULL.</returns>
    internal static string Text(this NpgsqlDataReader rows, int column) =>
        rows.IsDBNull(column) ? "" : Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(column));

    /// <summary>The same without making a text that was read before; one that is too long for a name is cut off.</summary>
    internal static string Text(this NpgsqlDataReader rows, int column, Utf8Map<string> names) =>
        rows.IsDBNull(column) ? "" : names[Name(rows, column)];

    /// <summary>The same, without a new text where it is what is known already: for names of thousands of rows.</summary>
    internal static string Text(this NpgsqlDataReader rows, int column, string known)
    {
        var text = (stackalloc char[LongestName]);
        text = text[..Encoding.UTF8.GetChars(Name(rows, column), text)];
        return text.SequenceEqual(known) ? known : text.ToString();
    }

    /// <summary>A database without an encoding cannot convert to ours: it is asked for the bytes as they are.</summary>
    internal static async Task AcceptAnyAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (connection.PostgresParameters.GetValueOrDefault("server_encoding") != "SQL_ASCII")
            return;
        await using var command = new NpgsqlCommand("set client_encoding to 'SQL_ASCII'", connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Valid until the next.</summary>
    static ReadOnlySpan<byte> Name(NpgsqlDataReader rows, int column)
    {
        var bytes = nameBuffer ??= new byte[LongestName];
        return bytes.AsSpan(0, (int)rows.GetBytes(column, 0, bytes, 0, bytes.Length));
    }
}
