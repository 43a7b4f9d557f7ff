using System.Buffers;

namespace MetricsAgent.Http;

/// <summary>Writes to a stream, a buffer at a time.</summary>
sealed class StreamBuffer(int size) : IBufferWriter<byte>
{
    byte[] buffer = new byte[size];
    int used;
    Stream output = Stream.Null;

    internal void Begin(Stream output) => (this.output, used) = (output, 0);

    /// <summary>Writes what is left, and lets go of the stream.</summary>
    internal void End()
    {
        Flush();
        output = Stream.Null;
    }

    public void Advance(int count) => used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (buffer.Length - used < Math.Max(1, sizeHint))
            MakeRoom(sizeHint);
        return buffer.AsMemory(used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    void MakeRoom(int needed)
    {
        Flush();
        if (buffer.Length < needed)
            buffer = new byte[needed];
    }

    void Flush()
    {
        output.Write(buffer, 0, used);
        used = 0;
    }
}
