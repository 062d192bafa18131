using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Requests;

/// <summary>Where a person may act on requests: seeing them may reach further.</summary>
/// <param name="Decide">Org groups in which they decide.</param>
/// <param name="Begin">Org groups in which they begin an approved revocation.</param>
/// <param name="Tick">Org groups in which they do what a person has to, also for whoever asked.</param>
/// <param name="Lines">The lines of the role map that give them the right to decide: these say in which stages.</param>
internal sealed record RequestRights(OrgScope Decide, OrgScope Begin, OrgScope Tick, IReadOnlyList<RoleAssignment> Lines)
{
    // Held by Org admins alone.
    private const Permission Ticking = Permission.ConnectOrg;

    public static async Task<RequestRights> OfAsync(RoleMap roles, Actor actor, CancellationToken ct)
    {
        var held = await roles.ScopesOfAsync(actor, [Permission.DecideRequest, Permission.RevokePlanned, Ticking], ct);
        OrgScope In(Permission permission) => held.GetValueOrDefault(permission) ?? OrgScope.Nothing;
        return new(In(Permission.DecideRequest), In(Permission.RevokePlanned), In(Ticking), await roles.LinesOfAsync(actor, Permission.DecideRequest, ct));
    }

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
