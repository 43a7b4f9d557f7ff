using Npgsql;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>An ErrorResponse as the exception that Npgsql has for it, so that both have the same meaning.</summary>
static class ServerError
{
    const int LongestMessage = 500;

    /// <summary>Whether the connection ends with it.</summary>
    internal static bool IsFatal(this PostgresException error) => error.Severity != "ERROR";

    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static PostgresException Of(ReadOnlySpan<byte> body)
    {
        var fields = new MessageBody(body);
        var (severity, state, message) = ("FATAL", "", "");
        for (var field = fields.Byte(); field != 0; field = fields.Byte())
        {
            var text = fields.Text();
            _ = (char)field switch
            {
                'S' => severity = text,
                'C' => state = text,
                'M' => message = text.Length > LongestMessage ? text[..LongestMessage] : text,
                _ => "",
            };
        }

        return new(message, severity, severity, state);
    }
}
