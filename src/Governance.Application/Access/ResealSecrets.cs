using System.Security.Cryptography;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Seals one batch of stored values by the key in use now, after the key or what wraps it changed; drops expired
/// ones. May be repeated and resumed anywhere.</summary>
public static class ResealSecrets
{
    /// <summary>Most values at once.</summary>
    public const int Batch = 100;

    /// <param name="After">Name of the last value of the batch before; empty for the first.</param>
    [Requires(Permission.System)]
    [Audited("secrets.resealed")]
    public sealed record Command(string After) : ICommand<Receipt>;

    /// <param name="Resealed">How many.</param>
    /// <param name="Expired">How many were dropped.</param>
    /// <param name="Unreadable">How many do not open, and were left as they are.</param>
    /// <param name="Last">Name to go on after; null when this was the last batch.</param>
    public sealed record Receipt(int Resealed, int Expired, int Unreadable, string? Last);

    internal sealed class Handler(GovernanceDb db, SecretSeal seal, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (head, now) = (seal.Head(), clock.GetUtcNow());
            var stale = await db.Secrets.AsNoTracking().Where(SecretSeal.IsSealed)
                .Where(s => s.Sealed.Substring(0, SecretSeal.HeadLength) != head && s.Name.CompareTo(request.After) > 0)
                .OrderBy(s => s.Name).Take(Batch).ToListAsync(cancellationToken);
            var (resealed, expired, unreadable) = (0, 0, 0);
            foreach (var row in stale)
            {
                // Only as it was read: a value replaced meanwhile is sealed by the new key already.
                var same = db.Secrets.Where(s => s.Name == row.Name && s.Sealed == row.Sealed);
                if (row.ExpiresAt <= now) expired += await same.ExecuteDeleteAsync(cancellationToken);
                else if (Anew(row) is not { } anew) unreadable++;
                else resealed += await same.ExecuteUpdateAsync(s => s.SetProperty(r => r.Sealed, anew), cancellationToken);
            }
            audit.After(new AuditFields().Add("resealed", resealed).Add("expired", expired).Add("unreadable", unreadable));
            return new Receipt(resealed, expired, unreadable, stale.Count < Batch ? null : stale[^1].Name);
        }

        private string? Anew(StoredSecret row)
        {
            try
            {
                return seal.Seal(row.Name, seal.Open(row.Name, row.Sealed));
            }
            catch (CryptographicException)
            {
                return null;
            }
        }
    }
}
