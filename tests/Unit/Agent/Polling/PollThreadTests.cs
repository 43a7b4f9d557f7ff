using MetricsAgent.Polling;

namespace MetricsAgent.Tests.Unit.Agent.Polling;

internal sealed class PollThreadTests
{
    readonly PollThread thread = new();

    [Test]
    public async Task Polls_that_read_files_share_a_thread()
    {
        List<int> threads = [];
        using ManualResetEventSlim begin = new();
        var first = thread.Run(() =>
        {
            begin.Wait();
            threads.Add(Environment.CurrentManagedThreadId);
            return Task.CompletedTask;
        });
        List<Task> others = [.. Enumerable.Range(0, 20).Select(_ => thread.Run(Note))];
        Assert.That(thread.IsBehind);
        begin.Set();
        await Task.WhenAll([first, .. others]);

        Assert.That(threads, Has.Count.EqualTo(21).And.All.EqualTo(threads[0]));
        Assert.That(thread.IsBehind, Is.False);

        Task Note()
        {
            threads.Add(Environment.CurrentManagedThreadId);
            return Task.CompletedTask;
        }
    }

    [Test]
    public async Task One_that_waits_for_an_answer_does_not_hold_up_the_next()
    {
        TaskCompletionSource answer = new();
        var waits = thread.Run(() => answer.Task);
        await thread.Run(() => Task.CompletedTask);

        Assert.That(waits.IsCompleted, Is.False);
        answer.SetResult();
        await waits;
    }

    [Test]
    public async Task One_that_blocks_holds_up_the_others_until_somebody_hurries()
    {
        using ManualResetEventSlim begun = new(), hangs = new();
        var blocked = thread.Run(() =>
        {
            begun.Set();
            hangs.Wait();
            return Task.CompletedTask;
        });
        var next = thread.Run(() => Task.CompletedTask);
        begun.Wait();
        await Task.Delay(50);
        Assert.That(next.IsCompleted, Is.False);

        Assert.That(thread.Hurry());
        await next;
        Assert.That(thread.Hurry(), Is.False);

        // And for good: nobody has to hurry again while it blocks.
        await thread.Run(() => Task.CompletedTask);
        Assert.That(blocked.IsCompleted, Is.False);
        hangs.Set();
        await blocked;
    }

    [Test]
    public void What_a_poll_throws_is_its_own()
    {
        Assert.That(async () => await thread.Run(() => throw new InvalidOperationException("broken")), Throws.InvalidOperationException);
        Assert.That(async () => await thread.Run(() => Task.CompletedTask), Throws.Nothing);
    }
}
