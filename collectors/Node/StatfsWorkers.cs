namespace MetricsAgent.Collectors.Node;

/// <summary>The question to one mount and its last answer.</summary>
internal sealed class StatfsRequest
{
    internal StatfsReading? Answer { get; set; }

    /// <summary>Asked, and not answered.</summary>
    internal bool IsPending { get; set; }

    /// <summary>A thread is in the system call.</summary>
    internal bool IsStarted { get; set; }

    /// <summary>The poll that runs waits for the answer.</summary>
    internal bool IsAwaited { get; set; }

    /// <summary>The last answer came too late for its poll, or has not come.</summary>
    internal bool IsSlow { get; set; }

    /// <summary>The clock's timestamp of the oldest question without an answer.</summary>
    internal long AskedAt { get; set; }

    /// <summary>The clock's timestamp at which a thread went into the system call.</summary>
    internal long StartedAt { get; set; }

    /// <summary>How long the last system call took that came back.</summary>
    internal TimeSpan Duration { get; set; }
}

/// <summary>
/// Asks filesystems for their sizes on threads of its own, because a dead network filesystem never answers and its thread cannot
/// be stopped. One thread asks one after another. If it gets stuck, others go on with the rest, twice as many every step. A
/// filesystem is never asked again before it has answered, so it holds one thread at most.
/// </summary>
/// <param name="patience">How long a poll waits; null is not long enough to hold up a scrape.</param>
internal sealed class StatfsWorkers(StatfsCall statfs, TimeProvider clock, TimeSpan? patience = null)
{
    /// <summary>A poll waits for this many steps, and not at all for filesystems that were late the last time.</summary>
    const int Steps = 6;

    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>So long a late filesystem keeps its last answer before it counts as hung: node_exporter's deadline.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>So long a thread stays without work: longer than most intervals, so that polls do not start threads.</summary>
    static readonly TimeSpan Lingering = TimeSpan.FromMinutes(2);

    /// <summary>Bounds what a machine with ever new dead mounts can cost.</summary>
    const int MaxThreads = 64;

    const int StackBytes = 256 << 10;

    readonly int steps = Math.Max(Steps, (int)((patience ?? TimeSpan.Zero) / Step));
    readonly object gate = new();
    readonly Queue<Filesystem> queue = new();
    int threads;
    int idle;
    int awaited;

    /// <summary>Asks all that are not still thinking about the last question; returns in 60 ms or when <c>patience</c> ends, whatever they do.</summary>
    /// <param name="answers">Cleared, then what is known. One that no thread got round to asking is left out.</param>
    internal void Ask(List<Filesystem> filesystems, List<FilesystemReading> answers)
    {
        lock (gate)
        {
            queue.Clear();
            Enqueue(filesystems, slow: false);
            awaited = queue.Count;
            Enqueue(filesystems, slow: true);
            Start(1);
            for (var step = 1; step <= steps && awaited > 0; step++)
            {
                Monitor.Wait(gate, Step);
                if (awaited > 0 && step < Steps)
                    Start(1 << step);
            }

            answers.Clear();
            foreach (var filesystem in filesystems)
            {
                if (Conclude(filesystem.Request) is { } reading)
                    answers.Add(new(filesystem, reading, Duration(filesystem.Request, reading)));
            }
        }
    }

    /// <summary>The slow go last: those that hang must not hold up the others.</summary>
    void Enqueue(List<Filesystem> filesystems, bool slow)
    {
        foreach (var filesystem in filesystems)
        {
            var request = filesystem.Request;
            if (request.IsSlow != slow || request.IsStarted)
                continue;
            if (!request.IsPending)
                request.AskedAt = clock.GetTimestamp();
            request.IsPending = true;
            request.IsAwaited = !slow;
            queue.Enqueue(filesystem);
        }
    }

    void Start(int count)
    {
        count = Math.Min(count, queue.Count);
        if (count > 0 && idle > 0)
        {
            Monitor.PulseAll(gate);
            count--;
        }

        for (; count > 0 && threads < MaxThreads; count--, threads++)
            new Thread(Work, StackBytes) { IsBackground = true, Name = "statfs" }.Start();
    }

    /// <summary>Ends the poll for one filesystem: nobody waits any more, a late answer is there for the next poll.</summary>
    StatfsReading? Conclude(StatfsRequest request)
    {
        request.IsAwaited = false;
        if (!request.IsPending)
            return request.Answer;

        request.IsSlow = true;
        if (request.Answer is not null && clock.GetElapsedTime(request.AskedAt) < Patience)
            return request.Answer;
        return request.IsStarted ? StatfsReading.TimedOut : null;
    }

    /// <summary>Of the call that gave the answer; without one, and when the next takes longer already, how long it has been waited for.</summary>
    TimeSpan Duration(StatfsRequest request, StatfsReading reading)
    {
        if (!request.IsStarted)
            return request.Duration;
        var soFar = clock.GetElapsedTime(request.StartedAt);
        return reading == StatfsReading.TimedOut || soFar > request.Duration ? soFar : request.Duration;
    }

    void Work()
    {
        // An empty name asks nobody. What a first call costs the runtime is no filesystem's fault.
        statfs("\0"u8);
        while (Next() is { } filesystem)
            Answer(filesystem.Request, statfs(filesystem.Path));
    }

    /// <summary>Waits for work; null when the thread is to end.</summary>
    Filesystem? Next()
    {
        lock (gate)
        {
            while (queue.Count == 0)
            {
                var woken = false;
                if (idle == 0)
                {
                    idle++;
                    woken = Monitor.Wait(gate, Lingering);
                    idle--;
                }

                if (!woken && queue.Count == 0)
                {
                    threads--;
                    return null;
                }
            }

            var filesystem = queue.Dequeue();
            filesystem.Request.IsStarted = true;
            filesystem.Request.StartedAt = clock.GetTimestamp();
            return filesystem;
        }
    }

    void Answer(StatfsRequest request, StatfsReading reading)
    {
        lock (gate)
        {
            request.Answer = reading;
            request.Duration = clock.GetElapsedTime(request.StartedAt);
            request.IsPending = request.IsStarted = false;
            request.IsSlow = clock.GetElapsedTime(request.AskedAt) > Steps * Step;
            if (request.IsAwaited && --awaited == 0)
                Monitor.PulseAll(gate);
            request.IsAwaited = false;
        }
    }
}
