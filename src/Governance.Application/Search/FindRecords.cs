using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Search;

/// <summary>Anything the portal knows, by the beginning of its name, by a part of it, or by its id.</summary>
public static class FindRecords
{
    /// <summary>Most of a kind.</summary>
    public const int MostPerKind = 8;

    /// <summary>Longest text, characters.</summary>
    public const int TextMaxLength = 100;

    /// <summary>What a record is.</summary>
    public enum RecordKind
    {
#pragma warning disable CS1591 // The words are the product's.
        Org,
        OrgGroup,
        Vendor,
        Integration,
        ClientApp,
        User,
        PermissionSet,
        Certificate,
        Credential,
        CatalogEntry,
        Finding,
        Incident,
        Authorization,
        HerokuAddon,
#pragma warning restore CS1591
    }

    /// <param name="Search">What was typed.</param>
    [Requires(Permission.Search)]
    [Rated(Rate.Searches)]
    public sealed record Query(string Search) : IQuery<Found>;

    /// <param name="Groups">One per kind of which something was found, in a fixed order.</param>
    public sealed record Found(IReadOnlyList<Group> Groups);

    /// <param name="Kind">What they are.</param>
    /// <param name="Hits">Names that begin with the text first; at most <see cref="MostPerKind"/>.</param>
    /// <param name="IsMore">There are more.</param>
    public sealed record Group(RecordKind Kind, IReadOnlyList<Hit> Hits, bool IsMore);

    /// <param name="Id">The thing's address is made of it.</param>
    /// <param name="Name">What it is called; org text.</param>
    /// <param name="OrgLabel">What people call its org; null for what belongs to none, or to several.</param>
    /// <param name="Detail">What tells it from others of the same name; org text; null for nothing.</param>
    public sealed record Hit(Guid Id, string Name, string? OrgLabel, string? Detail);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Search).NotEmpty().MaximumLength(TextMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Found>
    {
        public async Task<Result<Found>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (SearchText.Of(request.Search) is not { } text) return new Found([]);
            var register = await SmallRecords.ReadAsync(db, current, text, cancellationToken);
            var large = new LargeRecords(db, text, register.Labels);
            Group?[] groups =
            [
                register.Orgs, register.OrgGroups, register.Vendors, register.Integrations,
                await large.ClientAppsAsync(cancellationToken),
                await large.UsersAsync(cancellationToken),
                await large.PermissionSetsAsync(cancellationToken),
                await large.CertificatesAsync(cancellationToken),
                await large.CredentialsAsync(cancellationToken),
                await large.CatalogEntriesAsync(cancellationToken),
                await large.FindingsAsync(cancellationToken),
                register.Incidents,
                await large.AuthorizationsAsync(cancellationToken),
                register.HerokuAddons,
            ];
            return new Found([.. groups.OfType<Group>()]);
        }
    }
}
