using System.Security.Authentication;
using MetricsAgent.Collectors.PgBouncer;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Tests.Unit.Collectors.PgBouncer;

/// <summary>Whatever answers in a console's place, the end is a failure of the protocol or a reading, and never anything else.</summary>
internal sealed class ConsoleFuzzTests
{
    const int Rounds = 3000;

    static readonly byte[] Whole =
    [
        .. ConsoleAnswers.Authentication(10, [.. ConsoleAnswers.Text("SCRAM-SHA-256-PLUS"), .. ConsoleAnswers.Text("SCRAM-SHA-256"), 0]),
        .. ConsoleAnswers.Error("FATAL", "28P01", "password authentication failed"),
    ];

    static readonly byte[] Talk =
    [
        .. ConsoleAnswers.Authentication(5, 1, 2, 3, 4), .. ConsoleAnswers.Welcome,
        .. ConsoleAnswers.Table(["database", "user", "cl_active", "maxwait", "maxwait_us"], ["app", "me", "1", "2", "500000"], ["app", null, "3", "0", "0"]),
        .. ConsoleAnswers.Error("ERROR", "08P01", "invalid command 'SHOW LISTS'"), .. ConsoleAnswers.Ready,
    ];

    [Test]
    public async Task A_talk_in_any_portions_is_read_the_same()
    {
        var expected = await TalkAsync(new Conversation(Talk));
        Assert.That(expected, Is.EqualTo("4 series, 1 missing"));
        for (var atOnce = 1; atOnce < 40; atOnce++)
            Assert.That(await TalkAsync(new Conversation(Talk, atOnce)), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_talk_that_is_cut_off_anywhere_is_a_lost_connection()
    {
        for (var length = 0; length < Talk.Length; length++)
            Assert.That(await TalkAsync(new Conversation(Talk[..length])), Is.EqualTo(nameof(EndOfStreamException)));
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
            await CheckAsync([.. ConsoleAnswers.Welcome, .. bytes]);
        }
    }

    [Test]
    public async Task Bytes_that_were_overwritten_do_no_harm()
    {
        var random = new Random(2);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (random.Next(5) == 0 ? Whole : Talk).ToArray();
            for (var hit = random.Next(1, 8); hit > 0; hit--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "\0\u0001\u007f\u00ffRSTDZEKN"[random.Next(12)]);
            await CheckAsync(bytes);
        }
    }

    [TestCase(int.MaxValue)]
    [TestCase(int.MinValue)]
    [TestCase(-1)]
    [TestCase(3)]
    [TestCase(ServerMessage.MaxBody + 5)]
    public void A_length_that_cannot_be_is_refused_before_anything_is_allocated(int length)
    {
        byte[] head = [(byte)'D', (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        Assert.That(() => ServerMessage.TryTake(head, out _, out _), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void A_message_is_taken_only_when_it_is_whole()
    {
        var message = ConsoleAnswers.Error("ERROR", "08P01", "x");
        for (var length = 0; length < message.Length; length++)
        {
            Assert.That(ServerMessage.TryTake(message.AsMemory(0, length), out _, out var needed), Is.False);
            Assert.That(needed, Is.EqualTo(length < 5 ? 5 : message.Length));
        }

        Assert.That(ServerMessage.TryTake(message, out var whole, out var taken), Is.True);
        Assert.That((whole.Kind, taken), Is.EqualTo(('E', message.Length)));
    }

    static async Task CheckAsync(byte[] bytes) => Assert.That(
        await TalkAsync(new Conversation(bytes)),
        Does.Contain("series").Or.AnyOf(nameof(EndOfStreamException), nameof(InvalidDataException), nameof(PostgresException), nameof(AuthenticationException)),
        Convert.ToHexString(bytes));

    /// <returns>What came of it, or the name of the failure.</returns>
    static async Task<string> TalkAsync(Conversation conversation)
    {
        var batch = new ConsoleBatch(
        [
            new ConsoleQuery("pools", PoolsTable.Command, PoolsTable.Create(), maxRows: 100),
            new ConsoleQuery("lists", ListsTable.Command, ListsTable.Create(), maxRows: 100),
        ]);
        var samples = new Samples();
        try
        {
            var connection = await ConsoleConnection.LogInAsync(conversation, Conversation.Settings, CancellationToken.None);
            await batch.ReadAsync(connection, CancellationToken.None);
            batch.Emit(samples);
        }
        catch (Exception error)
        {
            return error.GetType().Name;
        }

        var snapshot = samples.Freeze(0);
        return $"{snapshot.Count} series, {snapshot.Missing.Count} missing";
    }
}
