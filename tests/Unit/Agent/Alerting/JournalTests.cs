using System.Text;
using MetricsAgent.Alerting;
using MetricsAgent.Alerting.Journal;
using MetricsAgent.Rules;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Agent.Alerting;

internal sealed class JournalTests
{
    static readonly DateTimeOffset Since = DateTimeOffset.UnixEpoch.AddYears(50);

    static readonly Alert Down = new(Labels.Of(("alertname", "Down"), ("text", "é\n\"")), Labels.Of(("summary", "it is")), Since, Since.AddMinutes(1), double.NaN, "http://x/");

    static readonly Notification Told = new("id", "team/slack[0]", "{}:{}", Labels.Of(("alertname", "Down")), [Down], Since);

    static readonly Fact[] Facts =
    [
        new AlertFact(Down with { EndsAt = null, Annotations = Labels.None, GeneratorUrl = "" }),
        new AlertFact(Down),
        new ToldFact(new("team/slack[0]", "{}:{}", [Down.Labels], Since), Told),
        new ToldFact(new("team/slack[0]", "{}:{}", [], Since), null),
        new PendingFact(Told),
        new DoneFact("id"),
        new WaitFact(Down.Labels, Since),
        new WaitFact(Down.Labels, null),
        new SeenFact(Since),
        new SilenceFact(new("s", [new("job", MatchKind.Matches, "a|\"b\"")], Since, Since.AddHours(1), Since, "me", "why")),
    ];

    [Test]
    public void What_is_kept_is_remembered()
    {
        using var directory = new TemporaryDirectory("journal");
        Write(directory, Facts);
        Assert.That(Read(directory).Select(Text), Is.EqualTo(Facts.Select(Text)));
    }

    [Test]
    public void What_a_crash_cut_off_at_its_end_is_lost_and_nothing_else()
    {
        using var directory = new TemporaryDirectory("journal");
        Write(directory, Facts);
        var file = directory.File(AlertJournal.FileName);
        var whole = File.ReadAllBytes(file);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            var lines = whole[..length].Count(letter => letter == '\n');
            Assert.That(Read(directory, new DoneFact("next")).Select(Text), Is.EqualTo(Facts.Take(lines).Select(Text)), $"{length} bytes");
            Assert.That(Read(directory).Select(Text), Is.EqualTo(Facts.Take(lines).Append(new DoneFact("next")).Select(Text)), $"{length} bytes and one more record");
        }
    }

    [Test]
    public void A_bit_that_fell_over_costs_one_record()
    {
        using var directory = new TemporaryDirectory("journal");
        Write(directory, Facts);
        var file = directory.File(AlertJournal.FileName);
        var whole = File.ReadAllBytes(file);
        var random = new Random(20261121);
        for (var round = 0; round < 300; round++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(file, damaged);
            // One that became a line feed, or was one, costs two; a capital in a checksum costs none.
            var read = Read(directory);
            Assert.That(read, Has.Count.InRange(Facts.Length - 2, Facts.Length));
            Assert.That(read.Select(Text), Is.SubsetOf(Facts.Select(Text)));
        }
    }

    [Test, CancelAfter(60_000)]
    public void No_bytes_make_it_throw(CancellationToken cancel)
    {
        var random = new Random(20261121);
        byte[][] lines = [.. Facts.Select(fact => FactJson.Write(fact))];
        var read = 0;
        for (var round = 0; round < 20_000 && !cancel.IsCancellationRequested; round++)
        {
            var json = (byte[])lines[random.Next(lines.Length)].Clone();
            for (var change = random.Next(4); change > 0; change--)
                json[random.Next(json.Length)] = (byte)random.Next(256);
            read += FactJson.Read(json) is null ? 0 : 1;
            ReadOnlySpan<byte> rest = json;
            while (JournalLine.TryRead(ref rest, out _))
            {
                // It ends.
            }
        }

        Assert.That(read, Is.InRange(1000, 19_999));
    }

    [Test]
    public void It_is_written_anew_when_it_has_grown_much_larger_than_what_it_says()
    {
        using var directory = new TemporaryDirectory("journal");
        using (var journal = AlertJournal.Open(directory.Path, () => Facts[..1], _ => { }))
        {
            for (var number = 0; number < 30_000; number += 1000)
                journal.Append([.. Enumerable.Range(number, 1000).Select(each => new DoneFact($"a notification with a long name {each}"))]);
        }

        Assert.That(new FileInfo(directory.File(AlertJournal.FileName)).Length, Is.LessThan(1 << 20));
        Assert.That(Text(Read(directory)[0]), Is.EqualTo(Text(Facts[0])));
    }

    [Test]
    public void Two_agents_cannot_have_one_journal()
    {
        using var directory = new TemporaryDirectory("journal");
        using var first = AlertJournal.Open(directory.Path, () => [], _ => { });
        Assert.That(() => AlertJournal.Open(directory.Path, () => [], _ => { }), Throws.TypeOf<JournalInUseException>());
    }

    static void Write(TemporaryDirectory directory, Fact[] facts)
    {
        using var journal = AlertJournal.Open(directory.Path, () => facts, _ => { });
        journal.Append(facts);
    }

    static List<Fact> Read(TemporaryDirectory directory, params Fact[] more)
    {
        List<Fact> read = [];
        using var journal = AlertJournal.Open(directory.Path, () => [], read.Add);
        journal.Append(more);
        return read;
    }

    static string Text(Fact fact) => Encoding.UTF8.GetString(FactJson.Write(fact));
}
