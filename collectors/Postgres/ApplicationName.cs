using System.Text;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Application names carry process numbers, versions and host names; collapsing their digits keeps the labels few.</summary>
static class ApplicationName
{
    /// <summary><c>worker-17 (10.2.0.5)</c> becomes <c>worker-# (#.#.#.#)</c>.</summary>
    internal static string Collapse(string name)
    {
        if (!name.AsSpan().ContainsAnyInRange('0', '9'))
            return name;
        var collapsed = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (!char.IsAsciiDigit(c))
                collapsed.Append(c);
            else if (collapsed.Length == 0 || collapsed[^1] != '#')
                collapsed.Append('#');
        }

        return collapsed.ToString();
    }
}
