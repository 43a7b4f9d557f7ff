using System.Text;
using MetricsAgent.Collectors.Node.Systemd;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;
using MetricsAgent.Tests.Unit.Collectors.PgBouncer;

namespace MetricsAgent.Tests.Unit.Collectors.Node.Systemd;

/// <summary>Whatever answers in a bus's place, the end is a failure of the protocol or a reading, and never anything else.</summary>
internal sealed class DBusTests
{
    const int Rounds = 3000;

    [Test]
    public async Task A_talk_in_any_portions_is_read_the_same()
    {
        for (var atOnce = 1; atOnce < 40; atOnce++)
            Assert.That(await TalkAsync(new(SystemdTalk.Bytes, atOnce)), Is.EqualTo("23 series, PermissionDenied"), $"{atOnce} at once");
    }

    [Test]
    public async Task A_talk_that_is_cut_off_anywhere_is_a_lost_connection()
    {
        for (var length = 0; length < SystemdTalk.Bytes.Length; length++)
            Assert.That(await TalkAsync(new(SystemdTalk.Bytes[..length])), Is.EqualTo(nameof(EndOfStreamException)));
    }

    [Test]
    public async Task Random_bytes_do_no_harm()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            await CheckAsync(bytes);
            await CheckAsync([.. SystemdTalk.LogIn, .. SystemdTalk.Messages[..random.Next(SystemdTalk.Messages.Length)].SelectMany(message => message), .. bytes]);
        }
    }

    [Test]
    public async Task Bytes_that_were_overwritten_do_no_harm()
    {
        var random = new Random(2);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = SystemdTalk.Bytes.ToArray();
            for (var hit = random.Next(1, 8); hit > 0; hit--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "\0\u0001\u0002\u007f\u00fflBstugo"[random.Next(12)]);
            await CheckAsync(bytes);
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Both_byte_orders_are_read(bool isLittleEndian)
    {
        var message = DBusAnswers.Taken(DBusAnswers.Reply(258, "v", DBusAnswers.Variant(1_700_000_000_000_001ul), isLittleEndian));
        var reader = message.Reader;
        Assert.That(Encoding.ASCII.GetString(reader.Signature()), Is.EqualTo("t"));
        Assert.That((message.ReplyTo, reader.UInt64()), Is.EqualTo((258u, 1_700_000_000_000_001ul)));
    }

    [Test]
    public void A_length_that_cannot_be_is_refused_before_anything_is_allocated()
    {
        foreach (var at in new[] { 4, 12 })
        {
            var head = DBusAnswers.Signal()[..16];
            head[at + 3] = 0xff;
            Assert.That(() => DBusMessage.TryTake(head, out _, out _), Throws.InstanceOf<InvalidDataException>());
        }
    }

    [TestCase("REJECTED EXTERNAL\r\n", nameof(UnauthorizedAccessException))]
    [TestCase("ERROR\r\n", nameof(UnauthorizedAccessException))]
    [TestCase("HTTP/1.1 400 Bad Request\r\n\r\n", nameof(UnauthorizedAccessException))]
    [TestCase("", nameof(EndOfStreamException))]
    public async Task Who_does_not_let_us_in_is_told(string answer, string want) =>
        Assert.That(await TalkAsync(new(Encoding.ASCII.GetBytes(answer))), Is.EqualTo(want));

    [Test]
    public void Calls_are_marshalled_as_the_specification_has_it()
    {
        var calls = new DBusCalls();
        calls.Get("/p"u8, "i.f"u8, "Name"u8);
        calls.Add("d"u8, "/"u8, "i"u8, "Ping"u8);
        var first = calls.Written.Span;
        Assert.That(DBusMessage.TryTake(calls.Written, out var message, out var length), Is.True);
        Assert.That(first[..4].ToArray(), Is.EqualTo(new byte[] { (byte)'l', 1, 2, 1 }));
        var body = message.Reader;
        var (type, name) = (Encoding.ASCII.GetString(body.Text()), Encoding.ASCII.GetString(body.Text()));
        Assert.That((type, name, body.Position), Is.EqualTo(("i.f", "Name", message.Body.Length)));
        Assert.That(DBusMessage.TryTake(calls.Written[length..], out var second, out var rest), Is.True);
        Assert.That((second.Body.Length, length + rest), Is.EqualTo((0, calls.Written.Length)));
    }

    [Test]
    public void Once_the_units_are_known_a_poll_allocates_nothing()
    {
        var refusal = new SystemdRefusal();
        var units = new SystemdUnits(new(), refusal);
        var facts = new SystemdFacts(units, refusal);
        var version = DBusAnswers.Taken(DBusAnswers.Reply(1, "v", DBusAnswers.Variant("252.39")));
        var list = DBusAnswers.Taken(DBusAnswers.Reply(1, "a(ssssssouso)", DBusAnswers.Units(("a.service", "loaded", "active"), ("b.timer", "loaded", "inactive"), ("c.scope", "loaded", "active"))));
        var type = DBusAnswers.Taken(DBusAnswers.Reply(1, "v", DBusAnswers.Variant("notify")));
        var number = DBusAnswers.Taken(DBusAnswers.Reply(1, "v", DBusAnswers.Variant(5ul)));
        var calls = new DBusCalls();
        var samples = new Samples();
        for (var i = 0; i < 3; i++)
            Poll();

        Assert.That(Allocation.Of(Poll), Is.Zero);

        void Poll()
        {
            calls.Clear();
            facts.Take(0, version);
            facts.Take(3, list);
            var isTypeAsked = units.Count == 6;
            for (var i = 0; i < units.Count; i++)
            {
                units.Ask(calls, i);
                units.Take(i, i == 0 && isTypeAsked ? type : number);
            }

            facts.Emit(samples);
            units.Emit(samples);
            samples.Clear();
        }
    }

    [Test]
    public void Patterns_match_whole_names_and_both_apply()
    {
        static void Check(SystemdConfig config, string name, bool want)
        {
            var samples = new Samples();
            var units = new SystemdUnits(config, new());
            units.Read(DBusAnswers.Taken(DBusAnswers.Reply(1, "a(ssssssouso)", DBusAnswers.Units((name, "loaded", "active")))).Reader);
            Assert.That(units.Count > 0, Is.EqualTo(want), name);
        }

        Check(new(), "ssh.service", true);
        Check(new(), "dev-sda.device", false);
        Check(new(), "my.slice.service", true);
        Check(new() { UnitExclude = "ssh" }, "ssh.service", true);
        Check(new() { UnitExclude = "ssh.+|cron.+" }, "cron.service", false);
        Check(new() { UnitExclude = "" }, "dev-sda.device", true);
        Check(new() { UnitInclude = "ssh.*" }, "ssh.service", true);
        Check(new() { UnitInclude = "ssh.*" }, "openssh.service", false);
        Check(new() { UnitInclude = ".*" }, "user.slice", false);
    }

    [Test]
    public void A_unit_that_is_not_loaded_is_only_counted()
    {
        var samples = new Samples();
        var units = new SystemdUnits(new(), new());
        units.Read(DBusAnswers.Taken(DBusAnswers.Reply(1, "a(ssssssouso)", DBusAnswers.Units(("gone.service", "not-found", "inactive"), ("new.service", "loaded", "reloading"), ("x.service", "loaded", "what is that")))).Reader);
        units.Emit(samples);
        var text = Exposed.Text(samples);
        Assert.That(text, Does.Contain("node_systemd_units{state=\"inactive\"} 1\n").And.Contains("node_systemd_units{state=\"reloading\"} 1\n").And.Contains("node_systemd_units{state=\"active\"} 0\n"));
        Assert.That(text, Does.Not.Contain("gone.service").And.Not.Contain("what is that"));
    }

    static async Task CheckAsync(byte[] bytes) => Assert.That(
        await TalkAsync(new(bytes)),
        Does.Contain("series").Or.AnyOf(nameof(EndOfStreamException), nameof(InvalidDataException), nameof(DBusException), nameof(UnauthorizedAccessException)),
        Convert.ToHexString(bytes));

    /// <returns>What came of it, or the name of the failure.</returns>
    static async Task<string> TalkAsync(Conversation conversation)
    {
        var samples = new Samples();
        try
        {
            await SystemdTalk.PollAsync(conversation, samples);
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }

        var snapshot = samples.Freeze(0);
        return $"{snapshot.Count} series, {string.Join(' ', snapshot.Missing.Select(missing => missing.Reason))}";
    }
}
