using System.Security.Claims;
using System.Security.Cryptography;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Secret = Governance.Domain.Secret;

namespace Governance.Web.Auth;

/// <summary>Sessions in the database, known by the hash of their reference. What cannot be read lets nobody in.</summary>
public sealed class SessionStore(
    IServiceScopeFactory scopes, IDataProtectionProvider protection, IDatabaseProvider provider, TimeProvider clock,
    SignInLimits limits, SessionDrafts drafts, SessionGrants grants, ILogger<SessionStore> log) : ITicketStore
{
    public const string Scheme = "session", Cookie = "__Host-session", Purpose = "Governance.Sessions";

    /// <summary>An act is noted this often at most: a page is dozens of requests.</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromMinutes(1);

    /// <summary>Ticket item of a step-up: the hash of the session that goes on.</summary>
    public const string Continues = "continues";

    /// <summary>Characters of the hash that the ticket, audit and circuits know the session by.</summary>
    public const int ShortHash = 16;

    private static readonly object UnreadableKey = new();

    /// <summary>The database did not answer when this request's session was looked for: that there is none is not known.</summary>
    public static bool IsUnreadable(HttpContext context) => context.Items.ContainsKey(UnreadableKey);

    private DateTimeOffset Now => clock.GetUtcNow();

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, "", "");

    public Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        StoreAsync(ticket, Device.NameOf(httpContext.Request.Headers.UserAgent.ToString()), FailedCallbacks.AddressOf(httpContext));

    private async Task<string> StoreAsync(AuthenticationTicket ticket, string device, string address)
    {
        var reference = SessionReference.New();
        var hash = SessionReference.HashOf(reference);
        ((ClaimsIdentity)ticket.Principal.Identity!).AddClaim(new Claim(PrincipalActor.Session, hash[..ShortHash]));
        var subject = SessionClaims.SubjectOf(ticket.Principal);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        ticket.Properties.Items.Remove(Continues, out var former);
        // Before the ticket is sealed: a browser's request opens that.
        ticket.Properties.Items.Remove(SignInTicket.Grant, out var grant);
        var session = new PortalSession(hash, Seal(hash, ticket), subject, SessionClaims.TimeOf(ticket.Principal.FindFirstValue(SessionClaims.AuthTime)), Now);
        if (SessionClaims.TimeOf(ticket.Principal.FindFirstValue(PrincipalActor.Emergency)) is { } end) session.EndBy(end);
        session.BegunAt(device, address);
        session.VouchedFor(SidOf(ticket), grant is null ? null : grants.Seal(hash, new Secret(grant)),
            ticket.Principal.FindAll(PrincipalActor.Group).Select(c => c.Value));
        if (former is not null) await ContinueAsync(db, session, former);
        db.Sessions.Add(session);
        await db.SaveChangesAsync();
        await EndOldAsync(db, subject);
        return reference;
    }

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var hash = SessionReference.HashOf(key);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        if (await db.Sessions.FindAsync(hash) is not { } session) return;
        session.Renew(Seal(hash, ticket), Now);
        await db.SaveChangesAsync();
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => ReadAsync(key, null);

    public Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken cancellationToken) =>
        ReadAsync(key, httpContext);

    public async Task RemoveAsync(string key)
    {
        var hash = SessionReference.HashOf(key);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        await db.Sessions.Where(s => s.ReferenceHash == hash).ExecuteDeleteAsync();
    }

    /// <summary>Whether a circuit's session still runs.</summary>
    /// <param name="user">As read from a ticket.</param>
    /// <param name="isAct">The person did something, so that it does not end by idling.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<bool> IsAliveAsync(ClaimsPrincipal user, bool isAct, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
        var found = await SessionRegister.FindAsync(db, user.FindFirstValue(PrincipalActor.Session), ct);
        if (found is null || found.Subject != SessionClaims.SubjectOf(user) || found.HasEnded(Now)) return false;
        if (isAct) await NoteActAsync(db, found.ReferenceHash, found.LastActAt, ct);
        return true;
    }

    private async Task<AuthenticationTicket?> ReadAsync(string key, HttpContext? request)
    {
        // The circuit's transport goes on by itself; its acts are noted by CircuitActivity.
        var isAct = request?.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal) == false;
        try
        {
            var hash = SessionReference.HashOf(key);
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<GovernanceDb>();
            var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.ReferenceHash == hash);
            if (session is null) return null;
            if (HasEnded(session.LastActAt, session.EndsAt))
            {
                await db.Sessions.Where(s => s.ReferenceHash == hash).ExecuteDeleteAsync();
                return null;
            }
            if (isAct) await NoteActAsync(db, hash, session.LastActAt, CancellationToken.None);
            return TicketSerializer.Default.Deserialize(Sealer(hash).Unprotect(session.Ticket));
        }
        catch (CryptographicException fault)
        {
            log.LogWarning(fault, "A session could not be opened and counts as signed out");
            return null;
        }
        catch (Exception fault) when (provider.Classify(fault) is not null)
        {
            log.LogWarning(fault, "A session could not be read");
            // What merely cannot be written leaves a session readable; one that has ended is ended.
            if (request is not null && provider.Classify(fault) == DatabaseFault.Unavailable) request.Items[UnreadableKey] = true;
            return null;
        }
    }

    private bool HasEnded(DateTimeOffset lastAct, DateTimeOffset end) => PortalSession.HasEnded(lastAct, end, Now);

    private async Task NoteActAsync(GovernanceDb db, string hash, DateTimeOffset lastAct, CancellationToken ct)
    {
        var now = Now;
        if (now - lastAct < Granularity) return;
        try
        {
            await db.Sessions.Where(s => s.ReferenceHash == hash).ExecuteUpdateAsync(s => s.SetProperty(r => r.LastActAt, now), ct);
        }
        catch (Exception fault) when (provider.Classify(fault) == DatabaseFault.NotWritable)
        {
            // Reading goes on while nothing can be written.
            log.LogWarning(fault, "An act could not be noted in its session");
        }
    }

    private async Task EndOldAsync(GovernanceDb db, string subject)
    {
        var now = Now;
        await db.Sessions.Where(s => s.EndsAt < now).ExecuteDeleteAsync();
        var surplus = await db.Sessions.Where(s => s.Subject == subject).OrderByDescending(s => s.StartedAt)
            .Select(s => s.ReferenceHash).Skip(limits.SessionsPerPerson).ToListAsync();
        if (surplus.Count > 0) await db.Sessions.Where(s => surplus.Contains(s.ReferenceHash)).ExecuteDeleteAsync();
    }

    /// <summary>After a step-up: the former reference dies in the moment the new one begins, and what was typed moves on.</summary>
    private async Task ContinueAsync(GovernanceDb db, PortalSession session, string former)
    {
        var before = await db.Sessions.SingleOrDefaultAsync(s => s.ReferenceHash == former);
        if (before is null || before.Subject != session.Subject || HasEnded(before.LastActAt, before.EndsAt))
            throw new SignInRefusedException(SignInCodes.OtherSession);
        session.Continue(before);
        session.Keep(drafts.Move(before.Draft, former, session.ReferenceHash));
        db.Sessions.Remove(before);
    }

    private static string? SidOf(AuthenticationTicket ticket) =>
        ticket.Properties.Items.TryGetValue(SignInTicket.ProviderSession, out var sid) && sid is { Length: <= PortalSession.SidMaxLength } ? sid : null;

    private byte[] Seal(string hash, AuthenticationTicket ticket) => Sealer(hash).Protect(TicketSerializer.Default.Serialize(ticket));

    /// <summary>Bound to the row: a ticket copied into another row cannot be opened.</summary>
    private IDataProtector Sealer(string hash) => protection.CreateProtector(Purpose, hash);
}
