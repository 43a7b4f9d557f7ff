namespace MetricsAgent.Http;

/// <summary>Bytes in chunks that are written and then read, of any length: nothing is copied to grow, and no chunk is a large object. Written again, it keeps the chunks that it had in use.</summary>
sealed class ChunkStream : Stream
{
    const int ChunkSize = 32 << 10;

    readonly List<byte[]> chunks = [];
    long length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position { get => length; set => throw new NotSupportedException(); }

    /// <summary>What was written.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Chunks
    {
        get
        {
            for (var start = 0L; start < length; start += ChunkSize)
                yield return chunks[(int)(start / ChunkSize)].AsMemory(0, (int)Math.Min(ChunkSize, length - start));
        }
    }

    /// <summary>Empties it.</summary>
    internal void Clear()
    {
        var used = (int)((length + ChunkSize - 1) / ChunkSize);
        chunks.RemoveRange(used, chunks.Count - used);
        length = 0;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var (chunk, offset) = ((int)(length / ChunkSize), (int)(length % ChunkSize));
            if (chunk == chunks.Count)
                chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkSize));
            var part = buffer[..Math.Min(buffer.Length, ChunkSize - offset)];
            part.CopyTo(chunks[chunk].AsSpan(offset));
            length += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
