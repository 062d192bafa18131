using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>An approved connection is done by itself when exactly the approved org, or account, is connected.</summary>
internal sealed class ConnectedByRequest(GovernanceDb db, ISalesforceOrg orgs, AuditDraft audit, TimeProvider clock) : IEventHandler<OrgConnected>, IEventHandler<HerokuConnected>
{
    public Task HandleAsync(OrgConnected happened, CancellationToken ct) =>
        EndAsync(RequestKind.ConnectOrg, r => r.OrgGroupId == happened.OrgGroup && IsOrg(r.Content, happened.LoginOrigin, happened.SalesforceKey), ct);

    public Task HandleAsync(HerokuConnected happened, CancellationToken ct) => EndAsync(RequestKind.ConnectHeroku, r => IsAccount(r.Content, happened.Mail), ct);

    /// <summary>What was approved is connected now.</summary>
    public async Task<bool> IsAsync(Request request, CancellationToken ct)
    {
        if (request.Kind == RequestKind.ConnectHeroku)
            return (await db.HerokuAccounts.AsNoTracking().Where(h => h.LiveAccountKey != null).Select(h => h.Email).ToListAsync(ct)).Any(m => IsAccount(request.Content, m));
        var live = await (from c in db.Connections.AsNoTracking()
                          join o in db.Orgs on c.LiveOrgId equals (OrgId?)o.Id
                          where (c.State == ConnectionState.Connected || c.State == ConnectionState.Degraded) && (OrgGroupId?)c.OrgGroupId == request.OrgGroupId
                          select new { c.LoginOrigin, o.SalesforceKey }).ToListAsync(ct);
        return live.Any(l => IsOrg(request.Content, l.LoginOrigin, l.SalesforceKey));
    }

    // An org id names one org; a My Domain does too. Shared hosts never stand alone (RequestWriter).
    private bool IsOrg(RequestContent content, string loginOrigin, string key) => content[RequestForms.OrgId] is { } id
        ? SalesforceIds.IsId(id) && SalesforceIds.Key(id) == key
        : content[RequestForms.LoginHost] is { } host && orgs.CheckLoginHost(host).Value is { } origin
            && string.Equals(origin.GetLeftPart(UriPartial.Authority), loginOrigin.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);

    private static bool IsAccount(RequestContent content, string? mail) => mail is not null && string.Equals(content[RequestForms.Mail], mail, StringComparison.OrdinalIgnoreCase);

    private async Task EndAsync(RequestKind kind, Func<Request, bool> fits, CancellationToken ct)
    {
        var waiting = await db.Requests.Where(r => r.Kind == kind && r.State == RequestState.WaitingForPerson).OrderBy(r => r.Number).ToListAsync(ct);
        foreach (var request in waiting.Where(fits))
        {
            request.Follow(RequestState.Done, clock.GetUtcNow());
            audit.For(request.Name);
            db.Raise(new RequestSettled(request.Id, kind, RequestState.Done, null, null, ""));
        }
    }
}
