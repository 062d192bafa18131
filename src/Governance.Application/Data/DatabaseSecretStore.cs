using Governance.Application.Ports;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Secret = Governance.Domain.Secret;

namespace Governance.Application.Data;

/// <summary>The default secret store: Data Protection payloads in the database, each sealed to its own name, so that a
/// value moved to another row does not open. Joins a surrounding transaction; otherwise uses a scope of its own, so
/// that a connector may call it from parallel work.</summary>
internal sealed class DatabaseSecretStore(
    GovernanceDb ambient, IServiceScopeFactory scopes, IDatabaseProvider provider, IDataProtectionProvider protection, TimeProvider clock)
    : ISecretStore
{
    public Task PutAsync(SecretName name, Secret value, TimeSpan? livesFor = null, CancellationToken ct = default) =>
        WithDbAsync(async db =>
        {
            var now = clock.GetUtcNow();
            var (sealedValue, ends) = (Protector(name).Protect(value.Reveal()), now + livesFor);
            var key = name.ToString();
            if (await db.Secrets.SingleOrDefaultAsync(s => s.Name == key, ct) is { } stored) stored.Replace(sealedValue, now, ends);
            else db.Secrets.Add(new StoredSecret(key, sealedValue, now, ends));
            await db.SaveChangesAsync(ct);
            return true;
        });

    public Task<Secret?> GetAsync(SecretName name, CancellationToken ct = default) => WithDbAsync(async db =>
    {
        var (key, now) = (name.ToString(), clock.GetUtcNow());
        var stored = await db.Secrets.AsNoTracking()
            .SingleOrDefaultAsync(s => s.Name == key && (s.ExpiresAt == null || s.ExpiresAt > now), ct);
        return stored is null ? null : new Secret(Protector(name).Unprotect(stored.Sealed));
    });

    public Task DeleteAsync(SecretName name, CancellationToken ct = default) => WithDbAsync(db =>
    {
        var key = name.ToString();
        return db.Secrets.Where(s => s.Name == key).ExecuteDeleteAsync(ct);
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
        var added = db.Secrets.Add(new StoredSecret(key, Protector(name).Protect(value.Reveal()), now, null));
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

    private IDataProtector Protector(SecretName name) => protection.CreateProtector("Governance.Secrets", name.ToString());

    private async Task<T> WithDbAsync<T>(Func<GovernanceDb, Task<T>> act)
    {
        if (ambient.Database.CurrentTransaction is not null) return await act(ambient);
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<GovernanceDb>());
    }
}
