using Governance.Application.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Secret = Governance.Domain.Secret;

namespace Governance.Application.Data;

/// <summary>Carries what was written or removed over to the vault, after the transaction it was part of. For each row:
/// 1. the vault keeps a new version; 2. the row names that version in place of the value, unless it was changed
/// meanwhile. Killed in between, the next run does it again: the row rules, and a version no row names is never
/// read.</summary>
public sealed class SecretMoves
{
    private const int Batch = 50;
    private static readonly string Sentinel = SecretName.Sentinel.ToString();
    private readonly GovernanceDb _db;
    private readonly SecretSeal _seal;
    private readonly ISecretVault? _vault;
    private readonly ILogger _log;

    internal SecretMoves(GovernanceDb db, SecretSeal seal, ILogger<SecretMoves> log, ISecretVault? vault) =>
        (_db, _seal, _log, _vault) = (db, seal, log, vault);

    /// <summary>Moves all that waits; nothing without a vault. What fails waits for the next run, and is logged.</summary>
    /// <returns>How many values were moved and removed, and how many failed.</returns>
    public async Task<(int Done, int Failed)> RunAsync(CancellationToken ct)
    {
        if (_vault is null) return (0, 0);
        var (done, failed, after) = (0, 0, "");
        while (true)
        {
            var rows = await _db.Secrets.AsNoTracking().Where(SecretSeal.IsSealedOrRemoved)
                .Where(s => s.ExpiresAt == null && s.Name != Sentinel && s.Name.CompareTo(after) > 0)
                .OrderBy(s => s.Name).Take(Batch).ToListAsync(ct);
            if (rows.Count == 0) return (done, failed);
            foreach (var row in rows)
            {
                if (await TryAsync(_vault, row, ct)) done++;
                else failed++;
            }
            after = rows[^1].Name;
        }
    }

    private async Task<bool> TryAsync(ISecretVault vault, StoredSecret row, CancellationToken ct)
    {
        var name = SecretName.Parse(row.Name);
        try
        {
            await (row.Sealed == StoredSecret.Removed ? RemoveAsync(vault, name, row, ct) : MoveAsync(vault, name, row, ct));
            return true;
        }
#pragma warning disable CA1031 // One value that cannot be moved keeps no other from it.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _log.LogWarning(fault, "The secret {Purpose} of {Owner} cannot be moved to the vault yet", name.Purpose, name.Owner);
            return false;
        }
    }

    private async Task MoveAsync(ISecretVault vault, SecretName name, StoredSecret row, CancellationToken ct)
    {
        var version = await vault.PutAsync(name, new Secret(_seal.Open(row.Name, row.Sealed)), ct);
        var moved = await _db.Secrets.Where(s => s.Name == row.Name && s.Sealed == row.Sealed)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.Sealed, StoredSecret.VaultMark + version), ct);
        // Removed meanwhile, here and there: it must not have come back.
        if (moved == 0 && !await _db.Secrets.AnyAsync(s => s.Name == row.Name, ct)) await vault.DeleteAsync(name, ct);
    }

    private async Task RemoveAsync(ISecretVault vault, SecretName name, StoredSecret row, CancellationToken ct)
    {
        await vault.DeleteAsync(name, ct);
        await _db.Secrets.Where(s => s.Name == row.Name && s.Sealed == StoredSecret.Removed).ExecuteDeleteAsync(ct);
    }
}
