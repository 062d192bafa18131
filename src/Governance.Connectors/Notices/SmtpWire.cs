using System.Buffers;
using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Governance.Connectors.Notices;

/// <summary>Lines to and from a mail server, bounded: a reply has at most 100 lines of 1,000 bytes, and what is not a reply
/// ends the conversation.</summary>
/// <remarks>RFC 5321 §4.2 (replies), §4.5.3.1 (limits), §4.5.2 (dots).</remarks>
internal sealed class SmtpWire(Stream stream) : IAsyncDisposable
{
    private const int LongestLine = 1_000, MostLines = 100;
    private readonly byte[] _buffer = new byte[4 * 1024];
    private Stream _stream = stream;
    private int _start, _end;

    /// <summary>The whole reply.</summary>
    /// <param name="Code">Three digits.</param>
    /// <param name="Lines">Text of each line; never shown to anybody.</param>
    public sealed record Reply(int Code, IReadOnlyList<string> Lines);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    public async Task SendAsync(string line, CancellationToken ct) => await _stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), ct);

    /// <exception cref="InvalidDataException">It is no reply, or too long.</exception>
    public async Task<Reply> ReadAsync(CancellationToken ct)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await LineAsync(ct);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code is < 200 or > 599)
                throw new InvalidDataException("No reply.");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ') return new Reply(code, lines);
            if (line[3] != '-') throw new InvalidDataException("No reply.");
        }
        throw new InvalidDataException("Too many lines.");
    }

    /// <summary>TLS from here on. What was sent in clear behind the reply that allowed it is not believed.</summary>
    /// <exception cref="AuthenticationException">The certificate is not trusted, or not of that name.</exception>
    public async Task EncryptAsync(string host, CancellationToken ct)
    {
        if (_start != _end) throw new InvalidDataException("Text before encryption.");
        var secured = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secured;
        await secured.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 }, ct);
    }

    private async Task<string> LineAsync(CancellationToken ct)
    {
        var line = new ArrayBufferWriter<byte>(128);
        while (line.WrittenCount <= LongestLine)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await _stream.ReadAsync(_buffer, ct));
                if (_end == 0) throw new EndOfStreamException();
            }
            var next = _buffer[_start++];
            if (next == (byte)'\n') return Encoding.ASCII.GetString(line.WrittenSpan).TrimEnd('\r');
            line.Write([next]);
        }
        throw new InvalidDataException("Too long a line.");
    }
}

/// <summary>A mail of ours: ASCII, fixed headers, lines that begin with no dot of their own.</summary>
internal static class MailText
{
    /// <param name="from">Checked.</param>
    /// <param name="to">Checked.</param>
    /// <param name="subject">Words of ours.</param>
    /// <param name="lines">Words of ours.</param>
    /// <param name="now">UTC.</param>
    public static string Of(string from, string to, string subject, IEnumerable<string> lines, DateTimeOffset now)
    {
        string[] headers =
        [
            $"Date: {now.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)}",
            $"From: {from}", $"To: {to}", $"Subject: [Governance] {OneLine(subject)}",
            $"Message-ID: <{Guid.NewGuid():N}@{from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..]}>",
            // RFC 3834 §5: nobody's holiday note answers this.
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=us-ascii", "Content-Transfer-Encoding: 7bit",
        ];
        return string.Join("\r\n", [.. headers, "", .. lines.Select(OneLine).Select(l => l.StartsWith('.') ? $".{l}" : l)]) + "\r\n.";
    }

    /// <summary>Whatever could end a line, or is no plain ASCII, becomes a question mark.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
