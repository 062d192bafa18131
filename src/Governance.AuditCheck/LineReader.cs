using Microsoft.Win32.SafeHandles;

namespace Governance.AuditCheck;

/// <summary>How the next line was found.</summary>
internal enum LineState
{
    /// <summary>With its line end.</summary>
    Whole,

    /// <summary>The file ended before the line's end.</summary>
    CutOff,

    /// <summary>Longer than any line of ours; nothing can be read after it.</summary>
    TooLong,

    /// <summary>There is no further line.</summary>
    End,
}

/// <summary>Reads a file line by line, from its beginning, in one buffer that never grows.</summary>
internal sealed class LineReader(SafeFileHandle file)
{
    /// <summary>Bytes; an entry has at most some ten texts of some thousand characters.</summary>
    public const int MaxLength = 1 << 20;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(MaxLength + 1);
    private int _start;
    private int _end;
    private long _offset;

    /// <summary>Number of the line last asked for, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Takes the next line.</summary>
    /// <param name="line">Without its LF; valid until the next call.</param>
    public LineState Next(out ReadOnlySpan<byte> line)
    {
        Number++;
        for (var seen = 0; ;)
        {
            var length = _buffer.AsSpan((_start + seen).._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, seen + length);
                _start += seen + length + 1;
                return LineState.Whole;
            }
            seen = _end - _start;
            line = default;
            if (seen == _buffer.Length) return LineState.TooLong;
            if (Fill() > 0) continue;
            line = _buffer.AsSpan(_start, seen);
            _start = _end;
            return seen == 0 ? LineState.End : LineState.CutOff;
        }
    }

    private int Fill()
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = RandomAccess.Read(file, _buffer.AsSpan(_end), _offset);
        (_end, _offset) = (_end + read, _offset + read);
        return read;
    }
}
