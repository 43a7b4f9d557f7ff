using System.Text;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Text as the server stores it. Names of databases and roles are shared by databases of different encodings, so their bytes need
/// not be UTF-8: what is not becomes U+FFFD, and the rest of the row is read. Npgsql would refuse the whole batch.
/// </summary>
static class ServerText
{
    /// <summary>Bytes of a <c>name</c>; converted to UTF-8 it can be longer.</summary>
    const int LongestName = 255;

    /// <returns>Empty for NULL.</returns>
    internal static string Text(this NpgsqlDataReader rows, int column) =>
        rows.IsDBNull(column) ? "" : Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(column));

    /// <summary>The same, without a new string where it is what is known already: for names of thousands of rows.</summary>
    internal static string Text(this NpgsqlDataReader rows, int column, string known)
    {
        var bytes = (stackalloc byte[LongestName + 1]);
        using var stream = rows.GetStream(column);
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > LongestName)
            return rows.Text(column);
        var text = (stackalloc char[length]);
        text = text[..Encoding.UTF8.GetChars(bytes[..length], text)];
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
}
