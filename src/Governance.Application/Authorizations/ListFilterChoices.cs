using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>The orgs and vendors that a filter of authorizations can name, and how they are called.</summary>
public static class ListFilterChoices
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ViewInventory)]
    public sealed record Query : IQuery<Choices>;

    /// <param name="Orgs">By label.</param>
    /// <param name="Vendors">By name; those the actor sees.</param>
    public sealed record Choices(IReadOnlyList<OrgChoice> Orgs, IReadOnlyList<VendorChoice> Vendors);

    /// <param name="Id">Ours.</param>
    /// <param name="Label">What people call it.</param>
    public sealed record OrgChoice(OrgId Id, string Label);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">Unique.</param>
    public sealed record VendorChoice(VendorId Id, string Name);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Choices>
    {
        public async Task<Result<Choices>> Handle(Query request, CancellationToken cancellationToken)
        {
            var orgs = await db.Orgs.AsNoTracking().OrderBy(o => o.Label).ThenBy(o => o.Id)
                .Select(o => new OrgChoice(o.Id, o.Label)).ToListAsync(cancellationToken);
            var vendors = await VendorRegister.VisibleAsync(db, current, cancellationToken);
            return new Choices(orgs,
                [.. vendors.OrderBy(v => v.Name, StringComparer.OrdinalIgnoreCase).Select(v => new VendorChoice(v.Id, v.Name))]);
        }
    }
}
