namespace MetricsAgent.Metrics;

/// <summary>
/// One family as one writer has it: its label sets, and where the samples of this poll go. There is one for every family of every
/// target, most of them without labels of their own: it has to be small.
/// </summary>
struct WrittenColumn(Family family, LabelSets? sets, int lastPoll)
{
    /// <summary>Null in a vacant place.</summary>
    internal readonly Family? Family => family;

    /// <summary>Null until this poll emits it.</summary>
    internal SampleColumn? Target { get; set; }

    /// <summary>The last poll that emitted it.</summary>
    internal int LastPoll { get; private set; } = lastPoll;

    /// <inheritdoc cref="LabelSets.Claim"/>
    internal byte[]? Claim(ReadOnlySpan<string> labels, int poll)
    {
        var isFirst = LastPoll != poll;
        LastPoll = poll;
        return sets is not null ? sets.Claim(labels, poll) : isFirst ? [] : null;
    }

    /// <summary>Starts the next poll.</summary>
    internal void Begin(int lastPoll)
    {
        sets?.Begin(lastPoll);
        Target = null;
    }
}
