using System.Security.Cryptography;
using System.Text.Json;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Domain.Access;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Auth;

/// <summary>What somebody had typed when an act needed a step-up: sealed in the row of their session for 10 minutes, so
/// that it is there on every instance and gone with the session. It carries no right: the act is confirmed anew.</summary>
public sealed class SessionDrafts(IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private const string Purpose = "Governance.SessionDrafts";

    // Sealing adds a header; more than this is no form a person filled in.
    private const int MaxBytes = PortalSession.SealedMaxLength - 1024;

    /// <summary>Keeps it in place of an earlier one; what is too large is not kept.</summary>
    /// <param name="session">First characters of the hash.</param>
    /// <param name="page">Path it belongs to.</param>
    /// <param name="typed">As a form model.</param>
    /// <param name="ct">Stops it.</param>
    public async Task KeepAsync<T>(string session, string page, T typed, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        if (await SessionRegister.FindAsync(db, session, ct) is not { ReferenceHash: var hash }) return;
        var json = JsonSerializer.SerializeToUtf8Bytes(new Draft(page, typeof(T).Name, clock.GetUtcNow() + Lifetime, JsonSerializer.SerializeToElement(typed)));
        var kept = json.Length <= MaxBytes ? Sealer(hash).Protect(json) : null;
        await db.Sessions.Where(s => s.ReferenceHash == hash).ExecuteUpdateAsync(s => s.SetProperty(r => r.Draft, kept), ct);
    }

    /// <summary>Hands it out once, to the page it belongs to.</summary>
    /// <returns>Null when nothing waits, or no longer.</returns>
    public async Task<T?> TakeAsync<T>(string session, string page, CancellationToken ct) where T : class
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        if (await SessionRegister.FindAsync(db, session, ct) is not { ReferenceHash: var hash }) return null;
        var kept = await db.Sessions.Where(s => s.ReferenceHash == hash).Select(s => s.Draft).SingleOrDefaultAsync(ct);
        if (Open(kept, hash) is not { } draft || draft.Page != page || draft.Form != typeof(T).Name) return null;
        await db.Sessions.Where(s => s.ReferenceHash == hash).ExecuteUpdateAsync(s => s.SetProperty(r => r.Draft, (byte[]?)null), ct);
        return draft.EndsAt > clock.GetUtcNow() ? draft.Typed.Deserialize<T>() : null;
    }

    /// <summary>Seals what waits for the session's next reference.</summary>
    internal byte[]? Move(byte[]? kept, string from, string to) =>
        Open(kept, from) is { } draft ? Sealer(to).Protect(JsonSerializer.SerializeToUtf8Bytes(draft)) : null;

    private Draft? Open(byte[]? kept, string hash)
    {
        if (kept is null) return null;
        try
        {
            return JsonSerializer.Deserialize<Draft>(Sealer(hash).Unprotect(kept));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Sealer(string hash) => protection.CreateProtector(Purpose, hash);

    private sealed record Draft(string Page, string Form, DateTimeOffset EndsAt, JsonElement Typed);
}
