using System.Text;

namespace MetricsAgent.Tests.Servers;

/// <summary>What a program has written so far, line by line, read from any thread.</summary>
internal sealed class Output
{
    readonly StringBuilder text = new();

    public void AddLine(string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }

    public override string ToString()
    {
        lock (text)
            return text.ToString();
    }
}
