using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;

namespace Governance.Application.Tests.Access;

/// <summary>Requests of the scope tests.</summary>
internal static class PlannedRevocations
{
    /// <summary>One that somebody else asked for, of these authorizations of one org.</summary>
    public static async Task<RequestId> PutAsync(Portal portal, string title, params IReadOnlyList<Authorization> grants)
    {
        const string reason = "Nobody uses these any more";
        var number = 1 + await portal.ReadAsync(db => Task.FromResult(db.Requests.Count()));
        var request = new Request(
            number, new RequestWish(RequestKind.PlannedRevocation, title, reason, grants[0].OrgGroupId, RequestContent.Empty)
            {
                Beside = RevocationRequest.Beside(grants.Select(g => g.Id)),
            }, Severity.High, ("person:nobody", "Nobody"), portal.Clock.Now);
        await portal.WriteAsync(db =>
        {
            db.Requests.Add(request);
            db.RequestTargets.AddRange(grants.Select(g => new RequestTarget(request.Id, g.Id)));
        });
        return request.Id;
    }
}
