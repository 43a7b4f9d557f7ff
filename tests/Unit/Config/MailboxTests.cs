using MetricsAgent.Config.Values;

namespace MetricsAgent.Tests.Unit.Config;

public sealed class MailboxTests
{
    [Test]
    public void An_address_may_have_a_name_before_it()
    {
        Check("a@b.org", ("", "a@b.org"));
        Check("a@b.org, c@d.org", ("", "a@b.org"), ("", "c@d.org"));
        Check("Jürgen <j@x.org>", ("Jürgen", "j@x.org"));
        Check("\"Doe, J.\" <j@x.org>,<k@x.org>", ("Doe, J.", "j@x.org"), ("", "k@x.org"));
        Check("\"a \\\"b\\\" \\\\\" <j@x.org>", ("a \"b\" \\", "j@x.org"));

        static void Check(string text, params (string, string)[] want) =>
            Assert.That(Mailbox.Parse(text)?.Select(mailbox => (mailbox.Name, mailbox.Address)), Is.EqualTo(want), text);
    }

    [Test]
    public void What_is_none_is_none()
    {
        foreach (var text in new[] { "", "ops", "a@b.org,", "a@b.org c@d.org", "A <a@b.org", "A a@b.org>", "a@b.org <c@d.org>", "\"A <a@b.org>", "\"A\\\" <a@b.org>", "A\r\nBcc: x <a@b.org>", "A <a@b>c>", "Doe, J. <j@x.org>" })
            Assert.That(Mailbox.Parse(text), Is.Null, text);
    }

    [Test, CancelAfter(60_000)]
    public void No_text_makes_it_throw_or_lets_a_line_end(CancellationToken cancel)
    {
        string[] pieces = ["a@b.org", "\"", "\\", "<", ">", ",", " ", "é", "\ud800", "\r\n", "\0", "@", "Name", "<c@d.org>"];
        var random = new Random(20261121);
        var valid = 0;
        for (var round = 0; round < 50_000 && !cancel.IsCancellationRequested; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (Mailbox.Parse(text) is not { } all)
                continue;
            valid++;
            Assert.That(all.Any(mailbox => $"{mailbox.Name}{mailbox.Address}".Any(char.IsControl)), Is.False, text);
        }

        Assert.That(valid, Is.GreaterThan(100));
    }
}
