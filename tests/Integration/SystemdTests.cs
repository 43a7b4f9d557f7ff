using System.Diagnostics;
using System.Net.Sockets;
using MetricsAgent.Collectors.Node.Systemd;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>A real systemd, over a real bus and without one.</summary>
internal sealed class SystemdTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Units_their_restarts_and_connections_are_told_with_a_bus_and_without(bool withBus)
    {
        await using var systemd = await SystemdServer.StartAsync();
        if (!withBus)
            File.Delete(systemd.Bus);
        await using var collector = new SystemdCollector(systemd.Files);
        using var first = await systemd.EchoAsync();
        using var second = await systemd.EchoAsync();
        await UntilAsync(collector, text => text.Contains("node_systemd_socket_current_connections{name=\"echo.socket\"} 2", StringComparison.Ordinal));
        using var third = await systemd.EchoAsync();

        var text = await UntilAsync(collector, text =>
            text.Contains("node_systemd_socket_refused_connections_total{name=\"echo.socket\"} 1", StringComparison.Ordinal)
            && !text.Contains("node_systemd_service_restart_total{name=\"restarting.service\"} 0", StringComparison.Ordinal));

        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("node_systemd_socket_accepted_connections_total{name=\"echo.socket\"} 2"));
            Assert.That(text, Does.Contain("""node_systemd_unit_state{name="broken.service",state="failed",type="oneshot"} 1"""));
            Assert.That(text, Does.Contain("""node_systemd_unit_state{name="broken.service",state="active",type="oneshot"} 0"""));
            Assert.That(text, Does.Contain("""node_systemd_unit_state{name="test.target",state="active",type=""} 1"""));
            Assert.That(text, Does.Contain("""node_systemd_unit_state{name="odd\\x2d\\x22name.service",state="active",type="oneshot"} 1"""));
            Assert.That(text, Does.Contain("""node_systemd_unit_tasks_max{name="restarting.service"} 50"""));
            Assert.That(text, Does.Contain("""node_systemd_unit_start_time_seconds{name="broken.service"} 0"""));
            Assert.That(text, Does.Match("""node_systemd_unit_start_time_seconds\{name="test.target"\} [0-9]{10}"""));
            Assert.That(text, Does.Contain("""node_systemd_timer_last_trigger_seconds{name="daily.timer"} """));
            Assert.That(text, Does.Match("""node_systemd_version\{version="[0-9]{3}"""));
            Assert.That(text, Does.Match("node_systemd_system_running [01]\n"));
            Assert.That(text, Does.Not.Contain(".slice\""), "left out by default");
        });
    }

    [Test]
    public async Task A_bus_that_is_started_anew_is_found_again_on_a_new_connection()
    {
        await using var systemd = await SystemdServer.StartAsync();
        await using var collector = new SystemdCollector(systemd.Files);
        await UntilAsync(collector, text => text.Contains("node_systemd_units", StringComparison.Ordinal));

        systemd.KillBus();

        await UntilAsync(collector, text => text.Contains("node_systemd_units", StringComparison.Ordinal));
    }

    [Test]
    public async Task Without_systemd_there_is_a_reason_and_no_number()
    {
        using var directory = new TemporaryDirectory("no-systemd");
        await using var collector = new SystemdCollector(new(new() { Rootfs = directory.Path }));

        var (text, missing) = await PollAsync(collector);

        Assert.That(text, Is.Empty);
        Assert.That(missing.Single().Reason, Is.EqualTo(Reason.NotFound));
    }

    [Test]
    public async Task A_bus_that_accepts_and_says_nothing_costs_no_more_than_the_deadline()
    {
        using var directory = new TemporaryDirectory("silent-bus");
        Directory.CreateDirectory(directory.File("run/dbus"));
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        silent.Bind(new UnixDomainSocketEndPoint(directory.File("run/dbus/system_bus_socket")));
        silent.Listen();
        await using var collector = new SystemdCollector(new(new() { Rootfs = directory.Path }));

        var (text, missing) = await PollAsync(collector, TimeSpan.FromMilliseconds(300));

        Assert.That(text, Is.Empty);
        Assert.That(missing.Single().Reason, Is.EqualTo(Reason.Timeout));
    }

    static async Task<(string Text, Unavailability[] Missing)> PollAsync(SystemdCollector collector, TimeSpan? timeout = null)
    {
        using var deadline = new CancellationTokenSource(timeout ?? TimeSpan.FromSeconds(10));
        var samples = new Samples();
        await collector.CollectAsync(samples, deadline.Token);
        var snapshot = samples.Freeze(0);
        return (Exposed.Text(snapshot), [.. snapshot.Missing]);
    }

    static async Task<string> UntilAsync(SystemdCollector collector, Predicate<string> wanted)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var (text, missing) = await PollAsync(collector);
            if (missing.Length == 0 && wanted(text))
                return text;
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(30))
                Assert.Fail($"still:\n{string.Join('\n', missing.AsEnumerable())}\n{text}");
            await Task.Delay(100);
        }
    }
}
