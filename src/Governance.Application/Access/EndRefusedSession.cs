using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>Ends a session that the identity provider no longer stands by: disabled there, signed out there, or its
/// refresh token used by somebody else.</summary>
public static class EndRefusedSession
{
    /// <param name="ReferenceHash">Whole.</param>
    [Requires(Permission.System)]
    [Audited("access.session-refused-by-provider")]
    public sealed record Command(string ReferenceHash) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            var session = await db.Sessions.AsNoTracking().Where(s => s.ReferenceHash == request.ReferenceHash)
                .Select(s => new { s.Subject }).SingleOrDefaultAsync(cancellationToken);
            if (await PersonSessions.PersonOfAsync(db, session?.Subject, cancellationToken) is { } person) audit.On(PersonSessions.AuditOf(person));
            var ended = await db.Sessions.Where(s => s.ReferenceHash == request.ReferenceHash).ExecuteDeleteAsync(cancellationToken);
            audit.After(new AuditFields().Add("sessionsEnded", ended));
            return Done.Value;
        }
    }
}
