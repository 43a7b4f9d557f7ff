namespace MetricsAgent.Collectors.Postgres;

/// <summary>libpq's connection service file: <c>[name]</c>, then a <c>keyword=value</c> a line (PostgreSQL's documentation, 34.17). Pure.</summary>
static class ServiceFile
{
    /// <returns>The parameters of a service, or null when the file does not have it.</returns>
    /// <exception cref="FormatException">A line of the service is wrong; the message has none of its values.</exception>
    internal static Dictionary<string, string>? Find(IEnumerable<string> lines, string service)
    {
        Dictionary<string, string>? found = null;
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            if (line.StartsWith('['))
            {
                // The first section of that name ends with the next.
                if (found is not null)
                    break;
                if (line == $"[{service}]")
                    found = [];
            }
            else if (found is not null)
            {
                var equals = line.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                    throw new FormatException($"the service '{service}' has a line without 'keyword=value'");
                if (line[..equals] == "service")
                    throw new FormatException($"the service '{service}' names another service");
                found.TryAdd(line[..equals], line[(equals + 1)..]);
            }
        }

        return found;
    }
}
