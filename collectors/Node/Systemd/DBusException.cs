using System.Text;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>A call was answered with an error.</summary>
internal sealed class DBusException(string name, string text) : Exception($"{name}: {text}")
{
    internal DBusException(DBusMessage answer)
        : this(answer.Error, TextOf(answer))
    {
    }

    internal string Name { get; } = name;

    /// <summary>An error has a text by convention only.</summary>
    static string TextOf(DBusMessage answer)
    {
        try
        {
            var reader = answer.Reader;
            return Encoding.UTF8.GetString(reader.Text());
        }
        catch (InvalidDataException)
        {
            return "";
        }
    }
}
