namespace MetricsAgent.Alerting.Journal;

/// <summary>Another agent keeps its alerts in this directory: two would both tell of them, and each would forget what the other was told.</summary>
internal sealed class JournalInUseException(string directory)
    : Exception($"alerting.state_directory {directory} is in use by another agent: stop that one, or give this one a directory of its own");
