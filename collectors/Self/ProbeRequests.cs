namespace MetricsAgent.Collectors.Self;

/// <summary>How one request to <c>GET /probe</c> ended.</summary>
public enum ProbeRequestResult { Success, Failure, Refused, Busy }

/// <summary>Counts the requests to <c>GET /probe</c>.</summary>
/// <param name="modules">Those that the configuration has; a request for another counts for the module of no name.</param>
public sealed class ProbeRequests(IEnumerable<string> modules)
{
    readonly Dictionary<string, long[]> counts = modules.Append("").Distinct().ToDictionary(name => name, _ => new long[Enum.GetValues<ProbeRequestResult>().Length]);

    /// <summary>None where there is nothing that could be asked for.</summary>
    internal IEnumerable<string> Modules => counts.Count > 1 ? counts.Keys : [];

    internal long this[string module, ProbeRequestResult result] => Volatile.Read(ref counts[module][(int)result]);

    public void Count(string module, ProbeRequestResult result) => Interlocked.Increment(ref counts[counts.ContainsKey(module) ? module : ""][(int)result]);
}
