using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Integrations;

/// <summary>The identity card of one integration, and what is there of it in the actor's org groups.</summary>
public static class GetIntegration
{
    /// <param name="Id">Which one.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(IntegrationId Id) : IQuery<Card>;

    /// <param name="Id">Ours.</param>
    /// <param name="Version">Hand it back with a change.</param>
    /// <param name="Name">Unique.</param>
    /// <param name="Facts">What is recorded, where the owner stands among it.</param>
    /// <param name="OwnerMail">The owner's e-mail address; null when nobody owns it.</param>
    /// <param name="VendorName">Name of <see cref="IntegrationFacts.Vendor"/>; null without one.</param>
    /// <param name="ConfirmedAt">When a person confirmed it, UTC.</param>
    /// <param name="Parts">By what things are known to belong to it; only those in scope.</param>
    /// <param name="Pieces">What is there of them now.</param>
    public sealed record Card(
        IntegrationId Id, Guid Version, string Name, IntegrationFacts Facts, string? OwnerMail, string? VendorName, DateTimeOffset ConfirmedAt,
        IReadOnlyList<IntegrationPartDraft> Parts, IReadOnlyList<Piece> Pieces);

    /// <param name="Kind">What it is.</param>
    /// <param name="Org">In which org; null for an add-on.</param>
    /// <param name="OrgLabel">What people call that org.</param>
    /// <param name="Environment">Of that org.</param>
    /// <param name="ThingId">Its id, as findings and drawers name it.</param>
    /// <param name="Name">Org text.</param>
    /// <param name="Grants">Live grants of an app.</param>
    /// <param name="Users">Users who own them.</param>
    /// <param name="LastUsedAt">Latest use, UTC; null when never.</param>
    public sealed record Piece(
        IntegrationPartKind Kind, OrgId? Org, string? OrgLabel, OrgEnvironment? Environment, Guid ThingId, string Name, int Grants, int Users,
        DateTimeOffset? LastUsedAt);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Card>
    {
        public async Task<Result<Card>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await IntegrationRegister.FindAsync(db, current, request.Id, cancellationToken) is not { } integration) return IntegrationProblems.NotFound;
            var hidden = await IntegrationRegister.HiddenPartsAsync(db, current, integration, cancellationToken);
            var pieces = (await IntegrationReach.ReadAsync(db, [integration], cancellationToken))[integration.Id].ToList();
            var ids = pieces.Select(p => p.Org).OfType<OrgId>().Distinct().ToArray();
            var orgs = await db.Orgs.AsNoTracking().Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancellationToken);
            var facts = integration.Facts();
            var vendor = facts.Vendor is { } id
                ? await db.Vendors.AsNoTracking().Where(v => v.Id == id).Select(v => v.Name).SingleOrDefaultAsync(cancellationToken) : null;
            var owners = await Owners.ReadAsync(db, cancellationToken);
            return new Card(
                integration.Id, integration.Version, integration.Name, facts with { Owner = owners.Of(integration) }, integration.Owner, vendor,
                integration.ConfirmedAt, [.. integration.Parts.Except(hidden).Select(p => new IntegrationPartDraft(p.Kind, p.Name, p.OrgId))],
                [.. pieces.Select(p => PieceOf(p, p.Org is { } org ? orgs.GetValueOrDefault(org) : null))
                    .OrderBy(p => p.OrgLabel, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Kind).ThenBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
                    .ThenBy(p => p.ThingId)]);
        }

        private static Piece PieceOf(IntegrationPiece piece, Org? org) => new(
            piece.Kind, piece.Org, org?.Label, org?.Environment, piece.ThingId, piece.Name, piece.Grants, piece.Users, piece.LastUsedAt);
    }
}
