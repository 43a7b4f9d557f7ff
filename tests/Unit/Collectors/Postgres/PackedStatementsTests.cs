using System.Buffers.Binary;
using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Rows of statements out of the bytes that the server packs them into.</summary>
public sealed class PackedStatementsTests
{
    static readonly StatementRow Nested = new(new(5, 10, -7, TopLevel: false), new(3, 4, 1.5, 0.25, 0.125, 6, 7.5), new(0.5, 0.375, 2), Since: 0);
    static readonly StatementRow TopLevel = new(new(uint.MaxValue, 1, long.MinValue, TopLevel: true), new(long.MaxValue, 0, 0, 0, 0), default, Since: 0);

    [Test]
    public void Rows_are_read_however_they_are_cut_into_chunks([Values(1, 2, 96, 97, 104, 1_000)] int chunk, [Values] bool hasSince)
    {
        StatementRow[] want = hasSince ? [Nested with { Since = 99 }, TopLevel with { Since = -1 }, Nested] : [Nested, TopLevel, Nested];
        var bytes = want.SelectMany(row => Packed(row, hasSince)).ToArray();
        var packed = new PackedStatements(hasSince);
        for (var again = 0; again < 2; again++)
        {
            packed.Begin();
            var (rest, next) = (Array.Empty<byte>(), 0);
            while (next < bytes.Length)
            {
                rest = [.. rest, .. bytes.Skip(next).Take(chunk)];
                next += chunk;
                rest = rest[packed.Read(rest)..];
            }

            Assert.That(rest, Is.Empty);
            Assert.That(packed.Rows.ToArray(), Is.EqualTo(want));
        }
    }

    static byte[] Packed(StatementRow row, bool hasSince)
    {
        var bytes = new byte[hasSince ? 105 : 97];
        BinaryPrimitives.WriteInt64BigEndian(bytes, row.Key.QueryId);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), row.Key.Database);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), row.Key.User);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), row.Counters.Calls);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(24), row.Counters.Rows);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(32), row.Counters.Seconds * 1000);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(40), row.Counters.ReadSeconds * 1000);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(48), row.Counters.WriteSeconds * 1000);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(56), row.Spread.Deviation * 1000);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(64), row.Spread.Least * 1000);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(72), row.Spread.Most * 1000);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(80), row.Counters.TempBlocks);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(88), row.Counters.WalBytes);
        if (hasSince)
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(96), row.Since);
        bytes[^1] = row.Key.TopLevel ? (byte)1 : (byte)0;
        return bytes;
    }
}
