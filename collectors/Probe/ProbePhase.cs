namespace MetricsAgent.Collectors.Probe;

/// <summary>What one hop of a probe goes through, in this order.</summary>
internal enum ProbePhase { Resolve, Connect, Tls, Processing, Transfer }

/// <summary>How long each phase took, summed over the hops. A phase that the last hop did not finish has no time.</summary>
internal sealed record PhaseTimes(TimeSpan? Resolve, TimeSpan? Connect, TimeSpan? Tls, TimeSpan? Processing, TimeSpan? Transfer);
