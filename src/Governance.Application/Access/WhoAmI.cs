using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Access;

/// <summary>Tells a signed-in person which roles and permissions they hold right now. Pages use it as a courtesy only.</summary>
public static class WhoAmI
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.SignedIn)]
    public sealed record Query : IQuery<Self>;

    /// <param name="Name">Label.</param>
    /// <param name="Roles">Held now.</param>
    /// <param name="Permissions">Held now, in at least one org group.</param>
    /// <param name="Lines">Names exactly these roles in exactly these org groups: a page made under other ones is stale.</param>
    public sealed record Self(string Name, IReadOnlyCollection<Role> Roles, IReadOnlySet<Permission> Permissions, string Lines = "");

    internal sealed class Handler(CurrentActor current) : IHandler<Query, Self>
    {
        public Task<Result<Self>> Handle(Query request, CancellationToken cancellationToken) =>
            Task.FromResult<Result<Self>>(new Self(current.Actor.Name, current.Roles,
                Enum.GetValues<Permission>().Where(p => PermissionMatrix.Allows(current.Roles, p)).ToHashSet(), current.Lines));
    }
}
