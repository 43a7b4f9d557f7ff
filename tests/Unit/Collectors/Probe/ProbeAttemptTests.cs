using System.Net.Sockets;
using MetricsAgent.Collectors.Probe;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

internal sealed class ProbeAttemptTests
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Whatever_fails_by_itself_or_after_the_deadline_is_a_result()
    {
        Assert.That(await TryAsync(Long, _ => throw new SocketException((int)SocketError.TryAgain)), Is.EqualTo(ProbeFailure.Dns));
        Assert.That(await TryAsync(TimeSpan.FromMilliseconds(10), cancel => Task.Delay(Timeout.Infinite, cancel)), Is.EqualTo(ProbeFailure.Dns));

        // Called off when it was over already.
        using var outside = new CancellationTokenSource();
        Assert.That(
            await TryAsync(TimeSpan.FromMilliseconds(10), async cancel =>
            {
                await Task.Delay(Timeout.Infinite, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await outside.CancelAsync();
                throw new SocketException((int)SocketError.TryAgain);
            }, outside.Token), Is.EqualTo(ProbeFailure.Dns));
    }

    [Test]
    public async Task One_that_is_called_off_is_no_result_whatever_it_ends_with()
    {
        using var outside = new CancellationTokenSource();
        await outside.CancelAsync();
        Assert.That(() => TryAsync(Long, _ => throw new SocketException((int)SocketError.TryAgain), outside.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => TryAsync(Long, cancel => Task.Delay(Timeout.Infinite, cancel), outside.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    static async Task<ProbeFailure?> TryAsync(TimeSpan timeout, Func<CancellationToken, Task> ask, CancellationToken outside = default)
    {
        using var attempt = new ProbeAttempt(timeout, TimeProvider.System, outside);
        return await attempt.TryAsync(new PhaseClock(TimeProvider.System), async () =>
        {
            await ask(attempt.Cancel);
            return null;
        });
    }
}
