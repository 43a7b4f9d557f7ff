namespace MetricsAgent.Metrics;

/// <summary>One family as one writer has it: its label sets, and where the samples of this poll go.</summary>
/// <param name="constant">Label text of every series.</param>
/// <param name="position">In every snapshot of the writer.</param>
sealed class WrittenColumn(Family family, byte[] constant, int position)
{
    // Most families of a target have no labels of their own, and there is one of these for every family of every target.
    readonly LabelSets? sets = family.Labels.Count == 0 ? null : new(family, constant);
    int singlePoll;

    internal Family Family => family;

    internal int Position => position;

    /// <summary>Polls since the last that emitted it.</summary>
    internal int IdlePolls { get; private set; }

    /// <summary>Label sets of this poll.</summary>
    internal int Used { get; set; }

    /// <summary>Null until this poll emits it.</summary>
    internal SampleColumn? Target { get; set; }

    /// <inheritdoc cref="LabelSets.Claim"/>
    internal byte[]? Claim(ReadOnlySpan<string> labels, int poll)
    {
        if (sets is not null)
            return sets.Claim(labels, poll);
        if (singlePoll == poll)
            return null;
        singlePoll = poll;
        return constant;
    }

    /// <summary>Starts the next poll.</summary>
    internal void Begin(int lastPoll)
    {
        sets?.Begin(lastPoll, Used);
        IdlePolls = Used > 0 ? 0 : IdlePolls + 1;
        Used = 0;
        Target = null;
    }
}
