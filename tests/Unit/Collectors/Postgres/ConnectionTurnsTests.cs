using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

internal sealed class ConnectionTurnsTests
{
    readonly ManualClock clock = new();
    readonly ConnectionUser slow = new("the query 'slow'", TimeSpan.FromSeconds(30));
    readonly ConnectionUser quick = new("the query 'quick'", TimeSpan.FromSeconds(10));
    readonly ConnectionUser other = new("the query 'other'", TimeSpan.FromSeconds(10));
    ConnectionTurns turns = null!;

    [SetUp]
    public void CreateTurns()
    {
        turns = new(clock);
        foreach (var user in (ConnectionUser[])[slow, quick, other])
            user.LastTurn = 0;
    }

    [Test]
    public async Task Who_waits_in_vain_says_for_whom()
    {
        Assert.That(await turns.TakeAsync(slow, default), Is.Null);
        using var deadline = new CancellationTokenSource();
        var waiting = turns.TakeAsync(quick, deadline.Token).AsTask();
        clock.Advance(TimeSpan.FromSeconds(4));
        await deadline.CancelAsync();

        Assert.That(await waiting, Is.EqualTo(new Failure(Reason.Timeout, "waits for the query 'slow', which has run for 4 s; its timeout is 30 s")));
        turns.Release();
        Assert.That(await turns.TakeAsync(quick, default), Is.Null, "who has given up is not waited for");
    }

    [Test]
    public async Task The_one_whose_last_turn_is_longest_ago_comes_first()
    {
        foreach (var user in (ConnectionUser[])[quick, other, slow])
        {
            Assert.That(await turns.TakeAsync(user, default), Is.Null);
            if (user != slow)
                turns.Release();
        }

        var (second, first) = (turns.TakeAsync(other, default).AsTask(), turns.TakeAsync(quick, default).AsTask());
        turns.Release();
        Assert.That(await first, Is.Null);
        Assert.That(second.IsCompleted, Is.False, "one at a time");
        turns.Release();
        Assert.That(await second, Is.Null);
    }

    [Test]
    public async Task A_turn_that_nobody_waits_for_can_be_tried()
    {
        Assert.That(turns.TryTake(slow), Is.True);
        Assert.That((turns.TryTake(slow), turns.TryTake(quick)), Is.EqualTo((false, false)));
        turns.Release();
        Assert.That(await turns.TakeAsync(quick, default), Is.Null);
    }

    [Test]
    public async Task Nobody_is_let_in_after_the_end_and_it_closes_once()
    {
        Assert.That(await turns.TakeAsync(slow, default), Is.Null);
        var waiting = turns.TakeAsync(quick, default).AsTask();
        var closed = 0;
        var closing = turns.CloseAsync(CloseAsync).AsTask();
        turns.Release();
        await closing;
        await turns.CloseAsync(CloseAsync);

        Assert.That((closed, (await waiting)!.Reason, (await turns.TakeAsync(other, default))!.Reason), Is.EqualTo((1, Reason.ConnectionLost, Reason.ConnectionLost)));

        ValueTask CloseAsync()
        {
            closed++;
            return default;
        }
    }

    [Test]
    public async Task A_turn_that_does_not_end_does_not_keep_the_agent_from_its_end()
    {
        Assert.That(await turns.TakeAsync(slow, default), Is.Null);
        var closing = turns.CloseAsync(() => throw new InvalidOperationException("it is in use")).AsTask();
        clock.Advance(TimeSpan.FromSeconds(2));
        await closing;
    }
}
