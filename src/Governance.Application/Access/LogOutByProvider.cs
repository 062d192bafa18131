using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Ends sessions because the identity provider signed somebody out and said so itself (back-channel logout). Each
/// logout token once, on whichever instance it arrives.</summary>
public static class LogOutByProvider
{
    /// <param name="Subject">iss and sub; null when only a session is named.</param>
    /// <param name="ProviderSession">sid: then only what began in it ends; null for all of the person's.</param>
    /// <param name="TokenId">jti.</param>
    /// <param name="TokenEndsAt">From then on the token is too old by itself.</param>
    [Requires(Permission.System)]
    [Audited("access.signed-out-by-provider")]
    public sealed record Command(string? Subject, string? ProviderSession, string TokenId, DateTimeOffset TokenEndsAt) : ICommand<Receipt>;

    /// <param name="Ended">How many sessions.</param>
    public sealed record Receipt(int Ended);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (request.Subject is null && request.ProviderSession is null) return AccessProblems.LogoutOfNobody;
            var now = clock.GetUtcNow();
            var id = Text.Sha256(request.TokenId);
            if (await db.UsedLogouts.AnyAsync(u => u.IdHash == id, cancellationToken)) return AccessProblems.LogoutReplayed;
            await db.UsedLogouts.Where(u => u.EndsAt < now).ExecuteDeleteAsync(cancellationToken);
            db.UsedLogouts.Add(new UsedLogout(id, request.TokenEndsAt));

            var (sid, subject) = (request.ProviderSession, request.Subject);
            var meant = db.Sessions.AsQueryable();
            if (sid is not null) meant = meant.Where(s => s.ProviderSession == sid);
            if (subject is not null) meant = meant.Where(s => s.Subject == subject);
            var whose = subject ?? await meant.Select(s => s.Subject).FirstOrDefaultAsync(cancellationToken);
            if (await PersonSessions.PersonOfAsync(db, whose, cancellationToken) is { } person) audit.On(PersonSessions.AuditOf(person));
            var ended = await meant.ExecuteDeleteAsync(cancellationToken);
            audit.After(new AuditFields().Add("sessionsEnded", ended));
            return new Receipt(ended);
        }
    }
}
