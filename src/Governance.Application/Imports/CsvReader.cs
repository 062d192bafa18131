using System.Text;
using Governance.Domain;

namespace Governance.Application.Imports;

/// <summary>Reads CSV as RFC 4180 has it: comma, quotes doubled within quotes, CRLF or LF. What is not as it should be is refused
/// with its line; nothing is guessed.</summary>
internal static class CsvReader
{
    /// <summary>Longest cell, characters.</summary>
    public const int CellMaxLength = 128 * 1024;

    private const int MostCells = 64;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <param name="Line">On which it begins, from 1.</param>
    /// <param name="Cells">As written, without their quotes.</param>
    public sealed record Row(long Line, IReadOnlyList<string> Cells);

    /// <summary>All rows, the head among them; blank lines are none.</summary>
    /// <param name="bytes">UTF-8, with or without a byte order mark.</param>
    public static Result<IReadOnlyList<Row>> Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            return new Walk(Utf8.GetString(bytes)).All();
        }
        catch (DecoderFallbackException)
        {
            return ImportProblems.Refused(1, "the file is no text in UTF-8.");
        }
    }

    private sealed class Walk(string text)
    {
        private readonly StringBuilder _cell = new();
        private int _at;
        private long _line = 1;

        private bool IsAtEnd => _at >= text.Length;

        public Result<IReadOnlyList<Row>> All()
        {
            List<Row> rows = [];
            while (!IsAtEnd)
            {
                var begins = _line;
                List<string> cells = [];
                do
                {
                    if (Cell() is { } refusal) return ImportProblems.Refused(_line, refusal);
                    cells.Add(_cell.ToString());
                    if (cells.Count > MostCells) return ImportProblems.Refused(_line, $"there are more than {MostCells} cells.");
                }
                while (Takes(','));
                if (!IsAtEnd && !TakesLineEnd()) return ImportProblems.Refused(_line, "something stands behind the closing quote of a cell.");
                if (cells is not [""]) rows.Add(new Row(begins, cells));
            }
            return rows;
        }

        // Stops before the comma or the line end behind the cell.
        private string? Cell()
        {
            _cell.Clear();
            var isQuoted = Takes('"');
            while (!IsAtEnd)
            {
                var next = text[_at];
                if (isQuoted && next == '"')
                {
                    _at++;
                    if (!Takes('"')) return null;
                }
                else if (!isQuoted && next is ',' or '\r' or '\n')
                {
                    return null;
                }
                else if (next == '"')
                {
                    return "a quote stands in a cell that is not quoted. Quote the cell and double the quote.";
                }
                else if (next == '\0')
                {
                    return "there is a NUL character.";
                }
                else
                {
                    _at++;
                    if (next == '\n') _line++;
                }
                _cell.Append(next);
                if (_cell.Length > CellMaxLength) return "a cell is too long.";
            }
            return isQuoted ? "a quote is not closed." : null;
        }

        private bool Takes(char wanted)
        {
            if (IsAtEnd || text[_at] != wanted) return false;
            _at++;
            return true;
        }

        private bool TakesLineEnd()
        {
            var at = _at;
            if (text[_at] == '\r' && _at + 1 < text.Length && text[_at + 1] == '\n') _at += 2;
            else if (text[_at] == '\n') _at++;
            if (_at > at) _line++;
            return _at > at;
        }
    }
}
