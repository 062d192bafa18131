namespace Governance.Application.Imports;

/// <summary>What an import may be at most. Counted while reading: sizes that an archive claims are believed only where they refuse
/// it.</summary>
internal static class ReadLimits
{
    /// <summary>Packed bytes of an uploaded archive.</summary>
    public const long Packed = 100L * 1024 * 1024;

    /// <summary>Bytes read of all files together.</summary>
    public const long Total = 600L * 1024 * 1024;

    /// <summary>Bytes of one file.</summary>
    public const long File = 20L * 1024 * 1024;

    /// <summary>Entries of an archive.</summary>
    public const int Entries = 10_000;

    /// <summary>Files of a folder on disk.</summary>
    public const int FolderFiles = 200_000;

    /// <summary>How much larger a file may be than its packed form, once it is larger than <see cref="RatioCountsFrom"/>.</summary>
    public const int Ratio = 100;

    /// <summary>Bytes; small files of one repeated sign are no bombs.</summary>
    public const long RatioCountsFrom = 1024 * 1024;

    /// <summary>Depth of an XML document.</summary>
    public const int Depth = 64;

    /// <summary>Elements of one document that are kept.</summary>
    public const int Elements = 200_000;

    /// <summary>Bytes of a certificate file.</summary>
    public const int Certificate = 64 * 1024;
}

/// <summary>How many bytes an import may still read.</summary>
internal sealed class ReadBudget(long left)
{
    public void Take(int read)
    {
        left -= read;
        if (left < 0) throw new ImportLimitException($"Unpacked it is larger than {ReadLimits.Total / (1024 * 1024)} MB.");
    }
}

/// <summary>A stream that counts what it hands out and stops at the limits.</summary>
internal sealed class LimitedStream(Stream inner, ReadBudget budget, long? packed = null) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        budget.Take(read);
        _read += read;
        if (_read > ReadLimits.File) throw new MetadataFileException($"larger than {ReadLimits.File / (1024 * 1024)} MB");
        if (_read > ReadLimits.RatioCountsFrom && packed is { } size && _read / ReadLimits.Ratio > size)
            throw new MetadataFileException($"packed more than {ReadLimits.Ratio} to 1, as a ZIP bomb is");
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
