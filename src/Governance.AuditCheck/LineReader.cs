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

/// <summary>Reads a file line by line, from its beginning, in one buffer that holds the longest line we take.</summary>
internal sealed class LineReader(SafeFileHandle file)
{
    /// <summary>Bytes; an entry has at most some ten texts of some thousand characters.</summary>
    public const int MaxLength = 1 << 20;

    private byte[] _buffer = new byte[64 * 1024];
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
            line = default;
            var found = _buffer.AsSpan((_start + seen).._end).IndexOf((byte)'\n');
            seen = found < 0 ? _end - _start : seen + found;
            if (seen > MaxLength) return LineState.TooLong;
            if (found >= 0)
            {
                line = _buffer.AsSpan(_start, seen);
                _start += seen + 1;
                return LineState.Whole;
            }
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
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = RandomAccess.Read(file, _buffer.AsSpan(_end), _offset);
        (_end, _offset) = (_end + read, _offset + read);
        return read;
    }
}
