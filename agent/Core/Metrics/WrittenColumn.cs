namespace MetricsAgent.Metrics;

/// <summary>One family as a writer has it: its label sets, and when it was there last.</summary>
struct WrittenColumn(Family family, LabelSets? sets, int lastPoll)
{
    /// <summary>Null in a vacant place.</summary>
    internal readonly Family? Family => family;

    /// <inheritdoc cref="LabelSets.Texts"/>
    internal readonly byte[][] Labels => sets is null ? [] : sets.Texts;

    internal readonly LabelSets? Sets => sets;

    /// <summary>The last poll that emitted it.</summary>
    internal int LastPoll { get; private set; } = lastPoll;

    /// <inheritdoc cref="LabelSets.Claim"/>
    internal int Claim(ReadOnlySpan<string> labels, int poll)
    {
        var isFirst = LastPoll != poll;
        LastPoll = poll;
        return sets is not null ? sets.Claim(labels, poll) : isFirst ? 0 : LabelSets.None;
    }

    /// <summary>Starts the next poll.</summary>
    internal readonly void Begin(int lastPoll, int writers) => sets?.Begin(lastPoll, writers);
}
