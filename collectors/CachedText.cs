using System.Text;

namespace MetricsAgent.Collectors;

/// <summary>Text that is mostly what it was in the poll before, which then is the same string.</summary>
internal struct CachedText()
{
    byte[] bytes = [];

    internal string Text { get; private set; } = "";

    /// <summary>Names need not be UTF-8; what is not becomes U+FFFD.</summary>
    internal void Set(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual(bytes))
            return;
        bytes = text.ToArray();
        Text = Encoding.UTF8.GetString(text);
    }
}
