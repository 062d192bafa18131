using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Whoever asked for an AppLink record is about to sign in for it, and nobody else: this is written down before the address is shown.</summary>
public static class OpenSignIn
{
    /// <param name="Id">Which request.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.sign-in-opened")]
    public sealed record Command(RequestId Id) : ICommand<Done>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is null) return RequestProblems.PersonNeeded;
            if (await db.Requests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } found) return RequestProblems.NotFound;
            audit.On(found.Subject()).For(found.Name);
            return await RefusalAsync(db, current, found, cancellationToken) is { } refusal ? refusal : Done.Value;
        }
    }

    /// <summary>Why this person can't; null when they can.</summary>
    internal static async Task<Problem?> RefusalAsync(GovernanceDb db, CurrentActor current, Request request, CancellationToken ct) =>
        request.AskedById != current.Actor.Id ? RequestProblems.NotYourSignIn
        : await db.RequestErrands.AnyAsync(e => e.RequestId == request.Id && e.State == ErrandState.WaitsForSignIn && e.RemoteKey != null, ct) ? null
        : RequestProblems.NoSignIn;
}
