using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Vendors;

/// <summary>Vendors with what they hold now. Only what lies in the actor's org groups is counted.</summary>
public static class ListVendors
{
    /// <summary>Most rows of a page.</summary>
    public const int MaxTake = 200;

    private static readonly string[] Sorts = ["name", "authorizations", "orgs", "lastUsed"];

    /// <param name="Sort">name, authorizations, orgs or lastUsed; a leading minus is descending. The id is the last key.</param>
    /// <param name="Skip">Rows left out.</param>
    /// <param name="Take">Rows of a page, 1 to <see cref="MaxTake"/>.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(string Sort = "name", int Skip = 0, int Take = MaxTake) : IQuery<Page>;

    /// <param name="Rows">In the order asked for.</param>
    /// <param name="Total">How many vendors the actor sees.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, int Total);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">Unique.</param>
    /// <param name="Rules">What it claims; patterns in comparable form.</param>
    /// <param name="Authorizations">In their orgs as of the last complete reads.</param>
    /// <param name="Orgs">How many orgs hold one of these.</param>
    /// <param name="LastUsedAt">Latest use among them, UTC; null when never used.</param>
    public sealed record Row(
        VendorId Id, string Name, IReadOnlyList<VendorRuleDraft> Rules, int Authorizations, int Orgs, DateTimeOffset? LastUsedAt);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Sort).Must(s => s is not null && Sorts.Contains(s is ['-', .. var key] ? key : s))
                .WithMessage("Vendors can’t be sorted by that. Sort by name, authorizations, orgs or lastUsed.");
            RuleFor(q => q.Take).InclusiveBetween(1, MaxTake);
            RuleFor(q => q.Skip).GreaterThanOrEqualTo(0);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var vendors = await VendorRegister.VisibleAsync(db, current, cancellationToken);
            var holdings = await VendorHolding.ReadAsync(db, cancellationToken);
            var rows = vendors.Select(v =>
            {
                var held = holdings.GetValueOrDefault(v.Id, VendorHolding.Nothing);
                return new Row(v.Id, v.Name, [.. v.Rules.Select(r => new VendorRuleDraft(r.Kind, r.Pattern))],
                    held.Authorizations, held.Orgs, held.LastUsedAt);
            });
            Comparison<Row> order = request.Sort.TrimStart('-') switch
            {
                "authorizations" => (a, b) => a.Authorizations.CompareTo(b.Authorizations),
                "orgs" => (a, b) => a.Orgs.CompareTo(b.Orgs),
                "lastUsed" => (a, b) => Nullable.Compare(a.LastUsedAt, b.LastUsedAt),
                _ => (a, b) => string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase),
            };
            var by = Comparer<Row>.Create(order);
            var sorted = request.Sort is ['-', ..] ? rows.OrderDescending(by) : rows.Order(by);
            return new Page([.. sorted.ThenBy(r => r.Id.Value).Skip(request.Skip).Take(request.Take)], vendors.Count);
        }
    }
}
