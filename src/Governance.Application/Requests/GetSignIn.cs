using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Where whoever asked for an AppLink record signs in for it; asked of AppLink each time, and kept nowhere.</summary>
public static class GetSignIn
{
    /// <param name="Id">Which request.</param>
    [Requires(Permission.FileRequest)]
    public sealed record Query(RequestId Id) : IQuery<Uri>;

    internal sealed class Handler(GovernanceDb db, CurrentActor current, IAppLink heroku) : IHandler<Query, Uri>
    {
        public async Task<Result<Uri>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await db.Requests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } found) return RequestProblems.NotFound;
            if (await OpenSignIn.RefusalAsync(db, current, found, cancellationToken) is { } refusal) return refusal;
            var errand = await db.RequestErrands.AsNoTracking().SingleAsync(e => e.RequestId == found.Id, cancellationToken);
            var (id, name) = (new HerokuAccountId(errand.Via), found.Content[RequestForms.Addon]);
            // The asker may see nothing else of the add-on yet: what they asked for is theirs to finish.
            var account = await db.HerokuAccounts.AsNoTracking().IgnoreQueryFilters().SingleAsync(h => h.Id == id, cancellationToken);
            var addon = await db.AppLinkAddons.AsNoTracking().IgnoreQueryFilters().Where(a => a.AccountId == id && a.Name == name && a.GoneAt == null)
                .Select(a => a.Key).FirstOrDefaultAsync(cancellationToken);
            return addon is null ? RequestProblems.NoSignIn : await heroku.SignInAddressAsync(account.Link(), addon, AppLinkErrand.KindOf(found), errand.RemoteKey!, cancellationToken);
        }
    }
}
