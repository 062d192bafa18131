using System.Text;
using Governance.Application.Ports;

namespace Governance.Web.Hosting;

/// <summary>Keeps audit heads in an append-only file (Audit:Anchor), flushed to the disk before the call returns.
/// Without a path heads stay in the database only, and verification can prove less.</summary>
internal sealed class FileAuditAnchor(string? path) : IAuditAnchor
{
    public async Task KeepAsync(string line, CancellationToken ct)
    {
        if (path is null) return;
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        await file.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), ct);
        file.Flush(flushToDisk: true);
    }
}
