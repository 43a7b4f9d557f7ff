using System.Text;
using MetricsAgent.Alerting.Smtp;

namespace MetricsAgent.Tests.Unit.Agent.Alerting;

internal sealed class SmtpTests
{
    [Test]
    public async Task Replies_are_read_line_by_line()
    {
        await Check("220 mail ready\r\n", "220 mail ready");
        await Check("250-mail\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\nmore", "250 mail STARTTLS AUTH PLAIN LOGIN");
        await Check("250\n", "250 ");
        await Check("550 5.1.1 no such user\r\n", "550 5.1.1 no such user");

        static async Task Check(string said, string want) =>
            Assert.That((await SmtpReply.ReadAsync(new MemoryStream(Encoding.Latin1.GetBytes(said)), default)).Text, Is.EqualTo(want));
    }

    [Test]
    public async Task What_a_server_offers_is_found_whatever_its_letters()
    {
        var reply = await SmtpReply.ReadAsync(new MemoryStream("250-AUTH is my name\r\n250-auth=LOGIN plain\r\n250 starttls\r\n"u8.ToArray()), default);
        Assert.That(reply.Extension("AUTH"), Is.EqualTo(["LOGIN", "plain"]));
        Assert.That(reply.Extension("STARTTLS"), Is.Empty);
        Assert.That(reply.Extension("SIZE"), Is.Null);
    }

    [Test]
    public void A_dot_at_the_start_of_a_line_is_doubled() =>
        Assert.That(SmtpSession.Stuffed(".\r\n..a\r\nb.\r\n"), Is.EqualTo("..\r\n...a\r\nb.\r\n"));

    [Test, CancelAfter(60_000)]
    public async Task No_bytes_make_the_reader_throw_but_what_it_may_or_go_on_for_ever(CancellationToken cancel)
    {
        var random = new Random(20261121);
        string[] pieces = ["250", "-", " ", "\r\n", "\n", "220 x", "999", "25", "é", "\0", new('x', 3000), "250-a\r\n"];
        var read = 0;
        for (var round = 0; round < 20_000 && !cancel.IsCancellationRequested; round++)
        {
            var said = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                await SmtpReply.ReadAsync(new MemoryStream(Encoding.Latin1.GetBytes(said)), cancel);
                read++;
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                // It says so.
            }
        }

        Assert.That(read, Is.InRange(500, 19_500));
    }
}
