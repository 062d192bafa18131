using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
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

    /// <summary>Where they sign in; asked of AppLink each time, and kept nowhere.</summary>
    /// <param name="Id">Which request.</param>
    [Requires(Permission.FileRequest)]
    public sealed record Address(RequestId Id) : IQuery<Uri>;

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

    internal sealed class AddressHandler(GovernanceDb db, CurrentActor current, IAppLink heroku) : IHandler<Address, Uri>
    {
        public async Task<Result<Uri>> Handle(Address request, CancellationToken cancellationToken)
        {
            if (await db.Requests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } found) return RequestProblems.NotFound;
            if (await RefusalAsync(db, current, found, cancellationToken) is { } refusal) return refusal;
            var errand = await db.RequestErrands.AsNoTracking().SingleAsync(e => e.RequestId == found.Id, cancellationToken);
            var (id, name) = (new HerokuAccountId(errand.Via), found.Content[RequestForms.Addon]);
            // The asker may see nothing else of the add-on yet: what they asked for is theirs to finish.
            var account = await db.HerokuAccounts.AsNoTracking().IgnoreQueryFilters().SingleAsync(h => h.Id == id, cancellationToken);
            var addon = await db.AppLinkAddons.AsNoTracking().IgnoreQueryFilters().Where(a => a.AccountId == id && a.Name == name && a.GoneAt == null)
                .Select(a => a.Key).FirstOrDefaultAsync(cancellationToken);
            return addon is null ? RequestProblems.NoSignIn : await heroku.SignInAddressAsync(account.Link(), addon, AppLinkErrand.KindOf(found), errand.RemoteKey!, cancellationToken);
        }
    }

    private static async Task<Problem?> RefusalAsync(GovernanceDb db, CurrentActor current, Request request, CancellationToken ct) =>
        request.AskedById != current.Actor.Id ? RequestProblems.NotYourSignIn
        : await db.RequestErrands.AnyAsync(e => e.RequestId == request.Id && e.State == ErrandState.WaitsForSignIn && e.RemoteKey != null, ct) ? null
        : RequestProblems.NoSignIn;
}
