using System.Text;

namespace MetricsAgent.Alerting.Smtp;

/// <summary>What a mail server said: a code, and a text of one line or more (RFC 5321, section 4.2).</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    const int LongestLine = 2048;
    const int MostLines = 100;

    internal bool IsPositive => Code is >= 200 and < 400;

    /// <summary>It would be the same another time.</summary>
    internal bool IsFinal => Code >= 500;

    internal string Text => $"{Code} {string.Join(' ', Lines)}";

    /// <summary>The words after a keyword of the answer to EHLO: of <c>AUTH</c>, the mechanisms; null where it is not offered.</summary>
    internal IReadOnlyList<string>? Extension(string keyword)
    {
        // The first line greets.
        foreach (var line in Lines.Skip(1))
        {
            var words = line.Split([' ', '='], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0].Equals(keyword, StringComparison.OrdinalIgnoreCase))
                return words[1..];
        }

        return null;
    }

    /// <param name="connection">Read byte by byte: after STARTTLS, what comes next is not for here.</param>
    /// <exception cref="InvalidDataException">That is no mail server.</exception>
    /// <exception cref="EndOfStreamException">It hung up.</exception>
    internal static async Task<SmtpReply> ReadAsync(Stream connection, CancellationToken cancel)
    {
        List<string> lines = [];
        while (true)
        {
            var line = await ReadLineAsync(connection, cancel);
            if (!TryParse(line, out var code, out var isLast))
                throw new InvalidDataException("it does not speak SMTP");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (isLast)
                return new(code, lines);
            if (lines.Count == MostLines)
                throw new InvalidDataException("its answer does not end");
        }
    }

    internal static bool TryParse(string line, out int code, out bool isLast)
    {
        code = 0;
        isLast = line.Length == 3 || (line.Length > 3 && line[3] == ' ');
        if (line.Length < 3 || !(isLast || line[3] == '-'))
            return false;
        foreach (var digit in line.AsSpan(0, 3))
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            code = (code * 10) + digit - '0';
        }

        return code is >= 200 and <= 599;
    }

    static async Task<string> ReadLineAsync(Stream connection, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (await connection.ReadAsync(next, cancel) > 0)
        {
            if (next[0] == '\n')
                return line.ToString().TrimEnd('\r');
            if (line.Length == LongestLine)
                throw new InvalidDataException("its line does not end");
            line.Append((char)next[0]);
        }

        throw new EndOfStreamException("it hung up");
    }
}
