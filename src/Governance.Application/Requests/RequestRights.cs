using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Requests;

/// <summary>Where a person may act on requests: seeing them may reach further.</summary>
/// <param name="Decide">Org groups in which they decide.</param>
/// <param name="Begin">Org groups in which they begin an approved revocation.</param>
/// <param name="Tick">Org groups in which they do what a person has to, also for whoever asked.</param>
internal sealed record RequestRights(OrgScope Decide, OrgScope Begin, OrgScope Tick)
{
    public static async Task<RequestRights> OfAsync(RoleMap roles, Actor actor, CancellationToken ct) => new(
        (await roles.RightsOfAsync(actor, Permission.DecideRequest, ct)).Scope, (await roles.RightsOfAsync(actor, Permission.RevokePlanned, ct)).Scope,
        // Held by Org admins alone.
        (await roles.RightsOfAsync(actor, Permission.ConnectOrg, ct)).Scope);

    /// <summary>They hold all that deciding requests of a kind takes, where it lies.</summary>
    public static async Task<bool> MayDecideAsync(RoleMap roles, Actor actor, IRequestKind kind, OrgGroupId? group, CancellationToken ct)
    {
        foreach (var permission in kind.DecidedWith.Prepend(Permission.DecideRequest))
        {
            var rights = await roles.RightsOfAsync(actor, permission, ct);
            if (!rights.Allowed || !rights.Scope.Sees(group)) return false;
        }
        return true;
    }
}
