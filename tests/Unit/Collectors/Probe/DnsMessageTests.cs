using System.Buffers.Binary;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Tests.Unit.Collectors.Probe;

/// <summary>Messages of RFC 1035, written and read.</summary>
internal sealed class DnsMessageTests
{
    const ushort Id = 0x1234;

    [Test]
    public void A_question_is_written_as_the_standard_has_it()
    {
        Check(new("example.org", 1, true), "1234 0100 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001");
        Check(new("example.org.", 28, false), "1234 0000 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 001c 0001");
        Check(new(".", 2, false), "1234 0000 0001 0000 0000 0000 00 0002 0001");

        static void Check(DnsQuery query, string want)
        {
            var buffer = new byte[DnsQuery.MaxLength];
            var length = query.Write(buffer, Id);
            Assert.That(Convert.ToHexStringLower(buffer.AsSpan(0, length)), Is.EqualTo(want.Replace(" ", "", StringComparison.Ordinal)));
        }
    }

    [Test]
    public void The_longest_name_there_is_fits()
    {
        var name = string.Join('.', Enumerable.Repeat(new string('x', 63), 3).Append(new string('x', 61)));
        Assert.That(DnsNames.IsName(name), Is.True);
        Assert.That(new DnsQuery(name, 1, true).Write(new byte[DnsQuery.MaxLength], Id), Is.EqualTo(DnsQuery.MaxLength));
        Assert.That(DnsNames.IsName(name + "x"), Is.False);
        Assert.That(DnsNames.IsName("a..b") || DnsNames.IsName(new string('x', 64)) || DnsNames.IsName("ä.example") || DnsNames.IsName(""), Is.False);
    }

    [Test]
    public void Records_read_as_a_zone_file_has_them()
    {
        Check(1, "c0000201", "A\t192.0.2.1");
        Check(28, "20010db8000000000000000000000001", "AAAA\t2001:db8::1");
        Check(5, "0377777 7c00c", "CNAME\twww.example.org.");
        Check(15, "000a 046d61696c c00c", "MX\t10 mail.example.org.");
        Check(33, "0001 0002 01bb c00c", "SRV\t1 2 443 example.org.");
        Check(16, "03 612262 02 5c07", "TXT\t\"a\\\"b\" \"\\\\\\007\"");
        Check(6, "c00c c00c 78a7b1cb 00000001 00000002 00000003 00000004", "SOA\texample.org. example.org. 2024255947 1 2 3 4");
        Check(2, "00", "NS\t.");
        Check(5, "01 2e 03 615f62 00", "CNAME\t\\..a_b.");
        Check(4711, "0102", "TYPE4711\t\\# 2 0102");
        Check(16, "", "TXT\t");

        static void Check(ushort type, string data, string want) =>
            Assert.That(DnsMessage.Parse(Message(type, Hex(data)))?.Answer.Select(record => record.Text), Is.EqualTo(new[] { $"example.org.\t300\tIN\t{want}" }));
    }

    [Test]
    public void The_serial_is_that_of_the_answer() =>
        Assert.That(DnsMessage.Parse(Message(6, Hex("00 00 00000007 00000001 00000002 00000003 00000004")))?.Serial, Is.EqualTo(7));

    [Test]
    public void Data_that_do_not_fit_their_length_are_malformed()
    {
        Check(1, "c00002");
        Check(1, "c000020100");
        Check(5, "c00c 00");
        Check(16, "05 6162");
        Check(6, "00 00 00000007");
        Check(5, "c0ff");
        // To itself, and to what comes after.
        Check(5, "c029");
        Check(5, "40 00");

        static void Check(ushort type, string data) => Assert.That(DnsMessage.Parse(Message(type, Hex(data))), Is.Null, data);
    }

    [Test]
    public void An_answer_that_was_cut_off_has_a_code_and_no_records()
    {
        var message = Message(1, Hex("c000"));
        message[2] |= 2;
        message[3] |= 3;
        var read = DnsMessage.Parse(message);
        Assert.That(read, Has.Property("Truncated").True.And.Property("ResponseCode").EqualTo(3).And.Property("Answer").Empty);
    }

    [Test]
    public void Only_an_answer_to_the_own_question_is_one()
    {
        var message = Message(1, Hex("c0000201"));
        Assert.That(DnsMessage.IsAnswer(message, Id), Is.True);
        Assert.That(DnsMessage.IsAnswer(message, Id + 1), Is.False);
        Assert.That(DnsMessage.IsAnswer(message.AsSpan(0, 11), Id), Is.False);
        message[2] &= 0x7f;
        Assert.That(DnsMessage.IsAnswer(message, Id), Is.False);
    }

    [Test]
    public void No_bytes_do_harm()
    {
        var random = new Random(1);
        byte[][] whole = [Message(6, Hex("c00c c00c 78a7b1cb 00000001 00000002 00000003 00000004")), Message(16, Hex("03 612262 02 5c07")), Message(33, Hex("0001 0002 01bb c00c"))];
        foreach (var message in whole)
        {
            for (var length = 0; length < message.Length; length++)
                Assert.That(DnsMessage.Parse(message.AsSpan(0, length)), Is.Null, $"cut off at {length}");
            for (var round = 0; round < 20_000; round++)
            {
                var changed = message.ToArray();
                for (var i = random.Next(1, 6); i > 0; i--)
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                Survive(changed);
            }
        }

        for (var round = 0; round < 2_000; round++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            Survive(bytes);
        }

        static void Survive(byte[] bytes)
        {
            var read = DnsMessage.Parse(bytes);
            // A record takes 11 bytes at least.
            if (read is not null)
                Assert.That(11 * (read.Answer.Count + read.Authority.Count + read.Additional.Count), Is.LessThan(bytes.Length));
        }
    }

    /// <summary>The answer to a question about example.org, which is at 0x0c, with one record, whose data are at 0x29.</summary>
    static byte[] Message(ushort type, byte[] data)
    {
        byte[] head = Hex("1234 8180 0001 0001 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001 c00c");
        var record = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(record, type);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(2), 1);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(4), 300);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(8), (ushort)data.Length);
        return [.. head, .. record, .. data];
    }

    static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
