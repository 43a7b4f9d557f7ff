using System.Net;

namespace MetricsAgent.Collectors.Http;

/// <summary>
/// Looks names up on threads of its own: the C library waits for a dead name server as long as it likes, cannot be called off, and
/// would hold up everything else on the threads of the pool. Nothing is remembered, but a look-up that is under way is joined by all
/// who want the same name, also when those that began it have given up: a name holds one thread at most.
/// </summary>
/// <param name="resolve">Asks the C library.</param>
#pragma warning disable CA1001 // A semaphore that is only awaited holds nothing to dispose of.
internal sealed class NameLookups(Func<string, IPAddress[]> resolve)
#pragma warning restore CA1001
{
    /// <summary>Bounds what ever new dead names can cost. Who comes then waits for a turn.</summary>
    internal const int MaxThreads = 64;

    /// <summary>So many threads stay without work, so that a look-up now and then does not start one.</summary>
    const int MaxIdle = 2;

    const int StackBytes = 1 << 20;

    /// <summary>So long they stay: longer than most intervals.</summary>
    static readonly TimeSpan Lingering = TimeSpan.FromMinutes(2);

    readonly object gate = new();
    readonly Dictionary<string, NameLookup> underWay = new(StringComparer.OrdinalIgnoreCase);
    readonly Queue<NameLookup> queue = new();
    readonly SemaphoreSlim turns = new(MaxThreads);
    int idle;

    internal NameLookups()
        : this(Dns.GetHostAddresses)
    {
    }

    /// <summary>An address is its own answer.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name does not resolve.</exception>
    /// <exception cref="OperationCanceledException">It did not in time; the look-up goes on.</exception>
    internal async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        return await (await BeginAsync(host, cancel)).WaitAsync(cancel);
    }

    async ValueTask<Task<IPAddress[]>> BeginAsync(string host, CancellationToken cancel)
    {
        lock (gate)
        {
            if (underWay.TryGetValue(host, out var begun))
                return begun.Answer.Task;
        }

        await turns.WaitAsync(cancel);
        lock (gate)
        {
            if (!underWay.TryGetValue(host, out var begun))
                return Start(host);
            turns.Release();
            return begun.Answer.Task;
        }
    }

    /// <summary>With a turn, which the thread gives back.</summary>
    Task<IPAddress[]> Start(string host)
    {
        if (idle > queue.Count)
        {
            Monitor.Pulse(gate);
        }
        else
        {
            try
            {
                // The thread outlives the probe, and must not keep what flows with it.
                new Thread(Work, StackBytes) { IsBackground = true, Name = "names" }.UnsafeStart();
            }
            catch
            {
                turns.Release();
                throw;
            }
        }

        var lookup = new NameLookup(host);
        underWay.Add(host, lookup);
        queue.Enqueue(lookup);
        return lookup.Answer.Task;
    }

    void Work()
    {
        while (Next() is { } lookup)
            Ask(lookup);
    }

    /// <summary>Waits for work; null when the thread is to end.</summary>
    NameLookup? Next()
    {
        lock (gate)
        {
            if (queue.Count == 0 && idle < MaxIdle)
            {
                idle++;
                Monitor.Wait(gate, Lingering);
                idle--;
            }

            return queue.TryDequeue(out var lookup) ? lookup : null;
        }
    }

    void Ask(NameLookup lookup)
    {
        try
        {
            var addresses = resolve(lookup.Host);
            End(lookup);
            lookup.Answer.SetResult(addresses);
        }
        catch (Exception e)
        {
            End(lookup);
            lookup.Answer.SetException(e);
            // Seen, even if nobody waits any more.
            _ = lookup.Answer.Task.Exception;
        }
    }

    /// <summary>Before the answer is told: who asks after that gets a fresh one.</summary>
    void End(NameLookup lookup)
    {
        lock (gate)
            underWay.Remove(lookup.Host);
        turns.Release();
    }

    sealed class NameLookup(string host)
    {
        internal string Host => host;

        internal TaskCompletionSource<IPAddress[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
