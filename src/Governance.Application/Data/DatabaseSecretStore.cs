using Governance.Application.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Secret = Governance.Domain.Secret;

namespace Governance.Application.Data;

/// <summary>The default secret store: Data Protection payloads in the database, each sealed to its own name, so that a
/// value moved to another row does not open. Joins a surrounding transaction; otherwise uses a scope of its own, so
/// that a connector may call it from parallel work. With a vault, every write is one to the database all the same, where
/// it is one with its transaction; <see cref="SecretMoves"/> carries it over afterwards.</summary>
internal sealed class DatabaseSecretStore(
    GovernanceDb ambient, IServiceScopeFactory scopes, IDatabaseProvider provider, SecretSeal seal, TimeProvider clock,
    ISecretVault? vault = null) : ISecretStore
{
    public Task PutAsync(SecretName name, Secret value, TimeSpan? livesFor = null, CancellationToken ct = default) =>
        WithDbAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var (sealedValue, ends) = (seal.Seal(name.ToString(), value.Reveal()), now + livesFor);
            var key = name.ToString();
            if (await db.Secrets.SingleOrDefaultAsync(s => s.Name == key, ct) is { } stored) stored.Replace(sealedValue, now, ends);
            else db.Secrets.Add(new StoredSecret(key, sealedValue, now, ends));
            await db.SaveChangesAsync(ct);
            return true;
        });

    public async Task<Secret?> GetAsync(SecretName name, CancellationToken ct = default)
    {
        var stored = await WithDbAsync(db => Living(db, name).SingleOrDefaultAsync(ct));
        if (stored is null) return null;
        if (stored.VaultVersion is not { } version) return new Secret(seal.Open(stored.Name, stored.Sealed));
        if (ambient.Database.CurrentTransaction is not null)
            throw new InvalidOperationException($"The secret {name.Purpose} lies in the vault, which is not called inside a transaction.");
        if (vault is null) throw new InvalidOperationException($"The secret {name.Purpose} lies in a vault that is not configured.");
        return await vault.GetAsync(name, version, ct);
    }

    public Task<bool> HasAsync(SecretName name, CancellationToken ct = default) => WithDbAsync(db => Living(db, name).AnyAsync(ct));

    public Task DeleteAsync(SecretName name, CancellationToken ct = default) => WithDbAsync(async db =>
    {
        var (key, all) = (name.ToString(), vault is null);
        // What has an end never was in the vault.
        await db.Secrets.Where(s => s.Name == key && (all || s.ExpiresAt != null)).ExecuteDeleteAsync(ct);
        if (vault is not null)
            await db.Secrets.Where(s => s.Name == key).ExecuteUpdateAsync(s => s.SetProperty(r => r.Sealed, StoredSecret.Removed), ct);
        return true;
    });

    public async Task<Secret> GetOrCreateAsync(SecretName name, Func<Secret> make, CancellationToken ct = default)
    {
        if (await GetAsync(name, ct) is { } known) return known;
        try
        {
            await AddAsync(name, make(), ct);
        }
        catch (DbUpdateException clash) when (provider.Classify(clash) == DatabaseFault.Clash)
        {
            // Another instance made it first; its value is the one.
        }
        return await GetAsync(name, ct) ?? throw new InvalidOperationException($"The secret {name.Purpose} cannot be read back.");
    }

    // Adds and never replaces: whoever comes second clashes, and takes the first one's value.
    private Task<bool> AddAsync(SecretName name, Secret value, CancellationToken ct) => WithDbAsync(async db =>
    {
        var (key, now) = (name.ToString(), clock.GetUtcNow());
        await db.Secrets.Where(s => s.Name == key && s.ExpiresAt <= now).ExecuteDeleteAsync(ct);
        var added = db.Secrets.Add(new StoredSecret(key, seal.Seal(name.ToString(), value.Reveal()), now, null));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch
        {
            added.State = EntityState.Detached;
            throw;
        }
        return true;
    });

    private IQueryable<StoredSecret> Living(GovernanceDb db, SecretName name)
    {
        var (key, now) = (name.ToString(), clock.GetUtcNow());
        return db.Secrets.AsNoTracking()
            .Where(s => s.Name == key && (s.ExpiresAt == null || s.ExpiresAt > now) && s.Sealed != StoredSecret.Removed);
    }

    private async Task<T> WithDbAsync<T>(Func<GovernanceDb, Task<T>> act)
    {
        if (ambient.Database.CurrentTransaction is not null) return await act(ambient);
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<GovernanceDb>());
    }
}
