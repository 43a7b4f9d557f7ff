using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Http;

/// <summary>
/// The bodies of answers. Those who ask for the same within a moment get the same one, so that neither a storm of scrapers nor
/// readers that do not read cost more than their connections.
/// </summary>
internal sealed class ScrapeAnswers(SnapshotStore store, TimeProvider clock)
{
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    /// <summary>One that is being read, one that is newer.</summary>
    const int Kept = 2;

    readonly Lock gate = new();
    readonly ScrapeRenderer renderer = new();
    readonly Stack<ScrapeAnswer> free = [];
    ScrapeAnswer? newest;

    /// <param name="domain">Part of what makes two requests the same; null for one that no other can be the same as.</param>
    /// <returns>To be given back.</returns>
    internal ScrapeAnswer Take(string? domain, Predicate<string>? wanted, Func<string, Family, bool>? shown, ExpositionFormat format, bool gzip)
    {
        lock (gate)
        {
            if (newest is not null && domain is not null && newest.Is(domain, format, gzip) && clock.GetElapsedTime(newest.RenderedAt) <= Moment)
            {
                newest.Holders++;
                return newest;
            }

            // Nobody will ask for it any more, and often nobody reads it: then its memory is the next one's.
            if (newest is not null)
                Release(newest);
            newest = null;
            if (!free.TryPop(out var answer))
                answer = new();
            using (var view = store.Read(wanted, shown))
                answer.Render(renderer, view, domain, format, gzip, clock.GetTimestamp());
            answer.Holders = 2;
            return newest = answer;
        }
    }

    internal void Return(ScrapeAnswer answer)
    {
        lock (gate)
            Release(answer);
    }

    void Release(ScrapeAnswer answer)
    {
        if (--answer.Holders > 0)
            return;
        if (free.Count < Kept)
            free.Push(answer);
    }
}
