using System.Buffers.Binary;
using System.Text;
using MetricsAgent.Collectors.Node.Systemd;

namespace MetricsAgent.Tests.Unit.Collectors.Node.Systemd;

/// <summary>Messages as a bus sends them, of either byte order.</summary>
internal sealed class DBusAnswers(bool isLittleEndian = true)
{
    readonly List<byte> bytes = [];

    /// <summary>The answer to call <paramref name="to"/>, with the body that <paramref name="fill"/> writes.</summary>
    internal static byte[] Reply(uint to, string signature, Action<DBusAnswers> fill, bool isLittleEndian = true) =>
        Message(DBusMessage.Reply, to, "", signature, fill, isLittleEndian);

    internal static byte[] Error(uint to, string name) => Message(DBusMessage.Failure, to, name, "s", body => body.Text("no"));

    internal static byte[] Signal() => Message(4, 0, "", "s", body => body.Text(":1.7"));

    /// <summary>The answer to a Get.</summary>
    internal static Action<DBusAnswers> Variant(object value) => body =>
    {
        switch (value)
        {
            case string text: body.Signature("s").Text(text); break;
            case uint number: body.Signature("u").Number(number); break;
            case ulong number: body.Signature("t").Long(number); break;
            default: body.Signature("b").Number(1); break;
        }
    };

    /// <summary>The answer to ListUnits: name, load state and active state of each.</summary>
    internal static Action<DBusAnswers> Units(params (string Name, string Load, string Active)[] units) => body =>
    {
        var array = new DBusAnswers(body.IsLittleEndian);
        foreach (var (name, load, active) in units)
        {
            array.Align(8).Text(name).Text("what it is for").Text(load).Text(active).Text("sub").Text("")
                .Text($"/unit/{name.Length}").Number(0).Text("").Text("/");
        }

        body.Number((uint)array.bytes.Count).Align(8).bytes.AddRange(array.bytes);
    };

    internal static DBusMessage Taken(byte[] message)
    {
        Assert.That(DBusMessage.TryTake(message, out var taken, out var length), Is.True);
        Assert.That(length, Is.EqualTo(message.Length));
        return taken;
    }

    internal bool IsLittleEndian => isLittleEndian;

    internal DBusAnswers Align(int boundary)
    {
        while (bytes.Count % boundary > 0)
            bytes.Add(0);
        return this;
    }

    internal DBusAnswers Number(uint number)
    {
        Align(sizeof(uint));
        var written = new byte[sizeof(uint)];
        if (isLittleEndian)
            BinaryPrimitives.WriteUInt32LittleEndian(written, number);
        else
            BinaryPrimitives.WriteUInt32BigEndian(written, number);
        bytes.AddRange(written);
        return this;
    }

    internal DBusAnswers Text(string text)
    {
        Number((uint)Encoding.UTF8.GetByteCount(text));
        bytes.AddRange([.. Encoding.UTF8.GetBytes(text), 0]);
        return this;
    }

    DBusAnswers Long(ulong number)
    {
        Align(sizeof(ulong));
        return isLittleEndian ? Number((uint)number).Number((uint)(number >> 32)) : Number((uint)(number >> 32)).Number((uint)number);
    }

    DBusAnswers Signature(string signature)
    {
        bytes.AddRange([(byte)signature.Length, .. Encoding.ASCII.GetBytes(signature), 0]);
        return this;
    }

    DBusAnswers Field(byte code, string type)
    {
        Align(8);
        bytes.Add(code);
        return Signature(type);
    }

    static byte[] Message(byte kind, uint to, string error, string signature, Action<DBusAnswers> fill, bool isLittleEndian = true)
    {
        var fields = new DBusAnswers(isLittleEndian);
        if (to > 0)
            fields.Field(5, "u").Number(to);
        if (error.Length > 0)
            fields.Field(4, "s").Text(error);
        fields.Field(8, "g").Signature(signature).Field(7, "s").Text(":1.0");
        var body = new DBusAnswers(isLittleEndian);
        fill(body);
        var message = new DBusAnswers(isLittleEndian);
        message.bytes.AddRange([(byte)(isLittleEndian ? 'l' : 'B'), kind, 1, 1]);
        message.Number((uint)body.bytes.Count).Number(77).Number((uint)fields.bytes.Count);
        message.bytes.AddRange(fields.bytes);
        message.Align(8).bytes.AddRange(body.bytes);
        return [.. message.bytes];
    }
}
