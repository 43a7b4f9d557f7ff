using MetricsAgent.Collectors.Self;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Alerting.Journal;

/// <summary>Sees to the journal: without a directory, or while the disk takes nothing, the agent goes on in memory and says so once. Not for several threads at once.</summary>
/// <param name="directory">Null for nowhere.</param>
/// <param name="all">What a new journal begins with.</param>
internal sealed partial class FactKeeper(string? directory, Func<IEnumerable<Fact>> all, NotificationCounts counts, TimeProvider clock, ILogger logger) : IDisposable
{
    /// <summary>How often the disk is tried that did not take what was to be kept.</summary>
    internal static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    AlertJournal? journal;
    long tried;

    /// <summary>Something is not on the disk that should be.</summary>
    internal bool IsFailing => journal is { IsKept: false };

    /// <param name="remember">Takes each fact from before, the oldest first.</param>
    internal void Open(Action<Fact> remember)
    {
        if (directory is null)
            Log.NotKept(logger);
        else
            Open(directory, remember);
        counts.IsKept = journal is { IsKept: true };
    }

    /// <summary>Onto the disk; also without any, where it is time to try again.</summary>
    internal void Keep(IReadOnlyList<Fact> facts)
    {
        if (journal is null)
            return;
        var was = journal.IsKept;
        try
        {
            if (was)
                journal.Append(facts);
            else if (tried == 0 || clock.GetElapsedTime(tried) >= Retry)
                journal.Compact();
            if (!was && journal.IsKept)
                Log.KeptAgain(logger, directory!);
        }
        catch (IOException e)
        {
            counts.CountJournalError();
            tried = clock.GetTimestamp();
            if (was)
                Log.Unkept(logger, directory!, e.Message);
        }

        counts.IsKept = journal.IsKept;
    }

    public void Dispose() => journal?.Dispose();

    void Open(string folder, Action<Fact> remember)
    {
        try
        {
            journal = AlertJournal.Open(folder, all, remember);
            if (journal.Damaged > 0)
                Log.Damaged(logger, journal.Damaged, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            counts.CountJournalError();
            Log.Unusable(logger, folder, e.Message);
        }
    }

    static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "alerting.state_directory is not set: after a restart, who was told of which alert is forgotten, and told again")]
        internal static partial void NotKept(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "the state directory {Directory} cannot be used: {Problem}; who was told of which alert is not kept")]
        internal static partial void Unusable(ILogger logger, string directory, string problem);

        [LoggerMessage(Level = LogLevel.Error, Message = "cannot write to {Directory}: {Problem}; alerting goes on in memory")]
        internal static partial void Unkept(ILogger logger, string directory, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Directory} can be written to again; everything is kept")]
        internal static partial void KeptAgain(ILogger logger, string directory);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Records} damaged records in {Directory} were left out")]
        internal static partial void Damaged(ILogger logger, int records, string directory);
    }
}
