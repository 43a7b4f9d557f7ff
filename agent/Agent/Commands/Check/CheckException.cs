namespace MetricsAgent.Commands.Check;

/// <summary>A check that cannot be made; the message is for who asks.</summary>
sealed class CheckException(string message) : Exception(message);
