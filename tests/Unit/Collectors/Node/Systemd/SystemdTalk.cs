using MetricsAgent.Collectors.Node.Systemd;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Collectors.PgBouncer;

namespace MetricsAgent.Tests.Unit.Collectors.Node.Systemd;

/// <summary>All that a bus says in one poll of a small machine, from the login on; signals and answers to others among it.</summary>
internal static class SystemdTalk
{
    internal static byte[] LogIn { get; } = "DATA\r\nOK 1234deadbeef\r\n"u8.ToArray();

    internal static byte[][] Messages { get; } =
    [
        DBusAnswers.Reply(1, "s", body => body.Text(":1.9")), DBusAnswers.Signal(),
        DBusAnswers.Reply(4, "v", DBusAnswers.Variant("degraded")), DBusAnswers.Reply(2, "v", DBusAnswers.Variant("252.39-1~deb12u2")),
        DBusAnswers.Reply(99, "s", body => body.Text("to nobody")), DBusAnswers.Error(3, "org.freedesktop.DBus.Error.UnknownProperty"),
        DBusAnswers.Reply(5, "a(ssssssouso)", DBusAnswers.Units(("a.service", "loaded", "active"), ("b.socket", "loaded", "inactive"), ("c.mount", "loaded", "active"))),
        DBusAnswers.Reply(7, "v", DBusAnswers.Variant(1_700_000_000_000_000ul)), DBusAnswers.Reply(6, "v", DBusAnswers.Variant("notify")),
        DBusAnswers.Reply(8, "v", DBusAnswers.Variant(3u)), DBusAnswers.Reply(9, "v", DBusAnswers.Variant(ulong.MaxValue)),
        DBusAnswers.Reply(10, "v", DBusAnswers.Variant(100ul)), DBusAnswers.Reply(11, "v", DBusAnswers.Variant(5u)),
        DBusAnswers.Reply(12, "v", DBusAnswers.Variant(1u)), DBusAnswers.Error(13, "org.freedesktop.DBus.Error.AccessDenied"),
        ];

    internal static byte[] Bytes { get; } = [.. LogIn, .. Messages.SelectMany(message => message)];

    internal static async Task PollAsync(Conversation conversation, Samples samples)
    {
        var refusal = new SystemdRefusal();
        var units = new SystemdUnits(new(), refusal);
        var facts = new SystemdFacts(units, refusal);
        await using var connection = new DBusConnection(conversation);
        await connection.LogInAsync(isBus: true, CancellationToken.None);
        await connection.RunAsync(facts, CancellationToken.None);
        await connection.RunAsync(units, CancellationToken.None);
        facts.Emit(samples);
        units.Emit(samples);
        if (refusal.First is { } no)
            samples.Unavailable("properties", no.Reason, no.Detail);
    }
}
