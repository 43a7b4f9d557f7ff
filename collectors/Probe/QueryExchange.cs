using System.Text;
using System.Text.RegularExpressions;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>A <c>query_response</c>, held with one server at a time.</summary>
internal sealed class QueryExchange(IReadOnlyList<QueryResponse> steps)
{
    readonly Regex?[] expected = [.. steps.Select(step => step.Expect.Length == 0 ? null : new Regex(step.Expect, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant))];

    /// <summary>Whether TLS begins on the way.</summary>
    internal bool StartsTls { get; } = steps.Any(step => step.Starttls);

    /// <param name="stream">Connected.</param>
    /// <param name="upgrade">Makes the connection one of TLS.</param>
    /// <param name="result">What is found on the way, should it end with an exception.</param>
    internal async Task<ProbeFailure?> RunAsync(Stream stream, Func<Stream, Task<Stream>> upgrade, ExchangeResult result, CancellationToken cancel)
    {
        var reader = new LineReader(stream, cancel);
        for (var i = 0; i < steps.Count; i++)
        {
            var (step, send) = (steps[i], steps[i].Send);
            if (expected[i] is { } expression)
            {
                if (await FindAsync(reader, expression) is not { } match)
                {
                    ProbeTrace.Current?.Fail($"the connection ended before a line that matches {step.Expect}");
                    result.RegexFailed = true;
                    return ProbeFailure.Body;
                }

                send = match.Result(send);
                if (step.Labels.Count > 0)
                    result.Labels = [.. step.Labels.Select(label => (label.Name, match.Result(label.Value)))];
            }

            var bytes = Encoding.UTF8.GetBytes(step.ExpectBytes);
            if (bytes.Length > 0 && !(await reader.ReadBytesAsync(bytes.Length)).Span.SequenceEqual(bytes))
            {
                ProbeTrace.Current?.Fail($"other bytes than expect_bytes of step {i + 1}");
                result.BytesFailed = true;
                return ProbeFailure.Body;
            }

            if (send.Length > 0)
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{send}\n"), cancel);
            if (step.Starttls)
            {
                stream = await upgrade(stream);
                // What came before was not protected, and is not read.
                reader = new(stream, cancel);
            }
        }

        return null;
    }

    /// <returns>In the first line that matches; null when the connection ends without one.</returns>
    static async ValueTask<Match?> FindAsync(LineReader reader, Regex expression)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (expression.Match(line) is { Success: true } match)
                return match;
        }

        return null;
    }
}

/// <summary>What came of a <see cref="QueryExchange"/>.</summary>
internal sealed class ExchangeResult
{
    /// <summary>The connection ended before a line that matches.</summary>
    internal bool RegexFailed { get; set; }

    /// <summary>The bytes were others.</summary>
    internal bool BytesFailed { get; set; }

    /// <summary>Names and values, from what matched.</summary>
    internal IReadOnlyList<(string Name, string Value)> Labels { get; set; } = [];
}
