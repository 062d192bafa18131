using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Vendors;

namespace Governance.Application.Vendors;

/// <summary>One vendor as a form needs it.</summary>
public static class GetVendor
{
    /// <param name="Id">Which one.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(VendorId Id) : IQuery<Detail>;

    /// <param name="Row">As the list shows it.</param>
    /// <param name="Version">Hand it back with a change.</param>
    /// <param name="Profile">What is recorded beside name and rules.</param>
    public sealed record Detail(ListVendors.Row Row, Guid Version, VendorProfile Profile);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var visible = await VendorRegister.VisibleAsync(db, current, cancellationToken);
            if (visible.SingleOrDefault(v => v.Id == request.Id) is not { } vendor) return VendorProblems.NotFound;
            var held = (await VendorHolding.ReadAsync(db, cancellationToken)).GetValueOrDefault(vendor.Id, VendorHolding.Nothing);
            return new Detail(
                new ListVendors.Row(vendor.Id, vendor.Name, [.. vendor.Rules.Select(r => new VendorRuleDraft(r.Kind, r.Pattern))],
                    held.Authorizations, held.Orgs, held.LastUsedAt),
                vendor.Version, vendor.Profile());
        }
    }
}
