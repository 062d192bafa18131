using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain.Access;

namespace Governance.Application.Requests;

/// <summary>Where a person may act on requests: seeing them may reach further.</summary>
/// <param name="Decide">Org groups in which they decide.</param>
/// <param name="Begin">Org groups in which they begin an approved revocation.</param>
internal sealed record RequestRights(OrgScope Decide, OrgScope Begin)
{
    public static async Task<RequestRights> OfAsync(RoleMap roles, Actor actor, CancellationToken ct) => new(
        (await roles.RightsOfAsync(actor, Permission.DecideRequest, ct)).Scope, (await roles.RightsOfAsync(actor, Permission.RevokePlanned, ct)).Scope);
}
