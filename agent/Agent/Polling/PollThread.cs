namespace MetricsAgent.Polling;

/// <summary>
/// Starts polls one after another on one thread of the pool: most only read files and are done within microseconds, and to wake a
/// thread for each of them costs more than the polls do. One that blocks does not hold up the rest for long: see <see cref="Hurry"/>.
/// </summary>
internal sealed class PollThread
{
    /// <summary>What a poll may block the thread for until those behind it go on with another one.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(10);

    readonly Lock gate = new();
    readonly Queue<Task<Task>> waiting = [];
    Worker? worker;

    /// <summary>Starts a poll when those before it wait for somebody or have ended.</summary>
    /// <returns>Ends with the poll.</returns>
    internal Task Run(Func<Task> poll)
    {
        Task<Task> start = new(poll);
        lock (gate)
        {
            waiting.Enqueue(start);
            if (worker is null)
                SetToWork();
        }

        return start.Unwrap();
    }

    /// <summary>Polls wait to be started.</summary>
    internal bool IsBehind
    {
        get
        {
            lock (gate)
                return waiting.Count > 0;
        }
    }

    /// <summary>Called when <see cref="Patience"/> has gone by: what still waits, because a poll blocks the thread, goes on with another one.</summary>
    /// <returns>False when nothing waits.</returns>
    internal bool Hurry()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
                return false;
            SetToWork();
            return true;
        }
    }

    void SetToWork() => ThreadPool.UnsafeQueueUserWorkItem(worker = new(this), preferLocal: false);

    /// <summary>What a worker does next; nothing when another one took over.</summary>
    Task<Task>? Next(Worker asks)
    {
        lock (gate)
        {
            if (worker != asks)
                return null;
            if (waiting.TryDequeue(out var start))
                return start;
            worker = null;
            return null;
        }
    }

    sealed class Worker(PollThread thread) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            while (thread.Next(this) is { } start)
                start.RunSynchronously();
        }
    }
}
