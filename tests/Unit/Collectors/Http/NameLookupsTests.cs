using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MetricsAgent.Collectors.Http;

namespace MetricsAgent.Tests.Unit.Collectors.Http;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NameLookupsTests : IDisposable
{
    static readonly IPAddress[] Found = [IPAddress.Parse("192.0.2.1")];
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly ConcurrentQueue<string> asked = new();
    readonly SemaphoreSlim answers = new(0);
    readonly NameLookups names;
    bool onThePool;

    public NameLookupsTests() => names = new(host =>
    {
        asked.Enqueue(host);
        onThePool |= Thread.CurrentThread.IsThreadPoolThread;
        answers.Wait();
        return host.StartsWith("nosuch", StringComparison.Ordinal) ? throw new SocketException((int)SocketError.HostNotFound) : Found;
    });

    [TearDown]
    public void Dispose() => answers.Release(1000);

    [Test]
    public async Task A_lookup_that_is_under_way_is_shared_and_one_that_has_ended_is_not()
    {
        var (first, second) = (Ask("shop.example"), Ask("SHOP.example"));
        await Eventually(() => asked.Count == 1);
        answers.Release();
        Assert.That(await Task.WhenAll(first, second).WaitAsync(Patience), Is.All.EqualTo(Found));
        Assert.That(asked, Is.EqualTo(new[] { "shop.example" }));

        answers.Release();
        Assert.That(await Ask("shop.example").WaitAsync(Patience), Is.EqualTo(Found));
        Assert.That(asked, Has.Count.EqualTo(2));
        Assert.That(onThePool, Is.False);
    }

    [Test]
    public async Task One_that_nobody_waits_for_any_more_is_joined_by_the_next()
    {
        for (var i = 0; i < 3; i++)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            Assert.That(() => names.ResolveAsync("dead.example", deadline.Token).WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
        }

        var last = Ask("dead.example");
        answers.Release();
        Assert.That(await last.WaitAsync(Patience), Is.EqualTo(Found));
        Assert.That(asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task No_more_than_the_limit_go_on_at_once_and_others_wait_for_a_turn_within_their_own_deadline()
    {
        var dead = Enumerable.Range(0, NameLookups.MaxThreads).Select(number => Ask($"dead{number}.example")).ToArray();
        await Eventually(() => asked.Count == NameLookups.MaxThreads);
        using (var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
            Assert.That(() => names.ResolveAsync("late.example", deadline.Token).WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
        var patient = Ask("patient.example");
        Assert.That(asked, Has.Count.EqualTo(NameLookups.MaxThreads));

        answers.Release();
        await Eventually(() => asked.Count == NameLookups.MaxThreads + 1);
        Assert.That(asked, Does.Contain("patient.example").And.Not.Contain("late.example"));
        answers.Release(NameLookups.MaxThreads);
        Assert.That(await Task.WhenAll([patient, .. dead]).WaitAsync(Patience), Is.All.EqualTo(Found));
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_told_to_all_who_wait_and_not_remembered()
    {
        var (first, second) = (Ask("nosuch.example"), Ask("nosuch.example"));
        answers.Release();
        Assert.That(() => first.WaitAsync(Patience), Throws.InstanceOf<SocketException>());
        Assert.That(() => second.WaitAsync(Patience), Throws.InstanceOf<SocketException>());
        answers.Release();
        Assert.That(() => Ask("nosuch.example").WaitAsync(Patience), Throws.InstanceOf<SocketException>());
        await Eventually(() => asked.Count == 2);
    }

    [Test]
    public async Task An_address_is_not_looked_up()
    {
        foreach (var address in new[] { "127.0.0.1", "::1", "[::1]", "0.0.0.0" })
            Assert.That(await Ask(address).WaitAsync(Patience), Is.EqualTo(new[] { IPAddress.Parse(address) }));
        Assert.That(asked, Is.Empty);
    }

    Task<IPAddress[]> Ask(string host) => names.ResolveAsync(host, CancellationToken.None);

    static Task Eventually(Func<bool> condition) => Integration.Eventually.IsTrueAsync(condition);
}
