using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Vendors;

namespace Governance.Application.Imports;

/// <summary>A vendor of a register.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Rules">Any of them claims an app.</param>
/// <param name="Profile">What is recorded beside; null leaves a known vendor's as it is.</param>
public sealed record VendorRecord(string Name, IReadOnlyList<VendorRuleRecord> Rules, VendorProfileRecord? Profile = null);

/// <summary>A match rule of a register.</summary>
/// <param name="Kind">How it compares.</param>
/// <param name="Pattern">Name of an app or its beginning, in any case.</param>
public sealed record VendorRuleRecord(VendorRuleKind Kind, string Pattern);

/// <summary>What a register says of a vendor beside name and rules.</summary>
/// <param name="Egress">Addresses, networks as 203.0.113.0/24, or ranges as 203.0.113.1-203.0.113.9.</param>
/// <param name="CallbackHosts">Hosts its apps may redirect to.</param>
/// <param name="SecurityContact">Whom to call in a bad hour.</param>
/// <param name="NoticeHours">Within how many hours it must tell of a breach.</param>
/// <param name="EndedAt">UTC; null while it runs.</param>
/// <param name="OffersAppLink">Null when not recorded.</param>
public sealed record VendorProfileRecord(
    IReadOnlyList<string>? Egress = null, IReadOnlyList<string>? CallbackHosts = null, string? SecurityContact = null, int? NoticeHours = null,
    DateTimeOffset? EndedAt = null, bool? OffersAppLink = null)
{
    internal static VendorProfileRecord? Of(VendorProfile profile) => profile.Write() == new VendorProfile().Write() ? null : new(
        [.. profile.Egress.Select(r => r.Start == r.End ? r.Start : $"{r.Start}-{r.End}")], [.. profile.CallbackHosts], profile.SecurityContact,
        profile.NoticeHours, profile.EndedAt, profile.OffersAppLink);

    /// <summary>Null when an egress entry is none.</summary>
    internal VendorProfile? ToProfile()
    {
        var ranges = (Egress ?? []).Select(VendorProfile.ParseRange).ToList();
        return ranges.Contains(null) ? null : new VendorProfile
        {
            Egress = [.. ranges.Select(r => r!)],
            CallbackHosts = CallbackHosts ?? [],
            SecurityContact = SecurityContact,
            NoticeHours = NoticeHours,
            EndedAt = EndedAt?.ToUniversalTime(),
            OffersAppLink = OffersAppLink,
        };
    }
}

/// <summary>Somebody on a register's list of people.</summary>
/// <param name="Mail">E-mail address.</param>
/// <param name="Name">As people call them.</param>
public sealed record PersonRecord(string Mail, string Name);

/// <summary>A part of an integration of a register.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Compared in comparable form.</param>
/// <param name="Org">Salesforce id of the only org; null wherever it is found.</param>
public sealed record IntegrationPartRecord(IntegrationPartKind Kind, string Name, string? Org = null);

/// <summary>An integration of a register. What is absent is not recorded.</summary>
public sealed record IntegrationRecord(string Name)
{
#pragma warning disable CS1591 // Named as in IntegrationFacts, which says what each of them is.
    public string? Owner { get; init; }
    public string? Deputy { get; init; }
    public string? Vendor { get; init; }
    public string? Purpose { get; init; }
    public DataDirection? Direction { get; init; }
    public DataClass? DataClass { get; init; }
    public Regime? Regime { get; init; }
    public SecretPlace? SecretPlace { get; init; }
    public IReadOnlyList<AccessControls>? Controls { get; init; }
    public bool? HasFixedAddresses { get; init; }
    public bool? HasGateway { get; init; }
    public int? ExternalSystems { get; init; }
    public string? NoPrivatePathReason { get; init; }
    public string? TlsCertificate { get; init; }
    public string? SigningCertificate { get; init; }
    public DateTimeOffset? ReviewAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }
    public IReadOnlyList<IntegrationPartRecord> Parts { get; init; } = [];
#pragma warning restore CS1591

    internal static IntegrationRecord Of(Integration integration, Func<VendorId, string?> vendorOf, Func<OrgId, string?> orgOf)
    {
        var facts = integration.Facts();
        return new IntegrationRecord(integration.Name)
        {
            Owner = integration.Owner,
            Deputy = facts.Deputy,
            Vendor = facts.Vendor is { } vendor ? vendorOf(vendor) : null,
            Purpose = facts.Purpose,
            Direction = facts.Direction,
            DataClass = facts.DataClass,
            Regime = facts.Regime,
            SecretPlace = facts.SecretPlace == Domain.Integrations.SecretPlace.Unknown ? null : facts.SecretPlace,
            Controls = facts.Controls is { } all ? [.. Enum.GetValues<AccessControls>().Where(c => c != AccessControls.None && all.HasFlag(c))] : null,
            HasFixedAddresses = facts.HasFixedAddresses,
            HasGateway = facts.HasGateway,
            ExternalSystems = facts.ExternalSystems,
            NoPrivatePathReason = facts.NoPrivatePathReason,
            TlsCertificate = facts.TlsCertificate,
            SigningCertificate = facts.SigningCertificate,
            ReviewAt = facts.ReviewAt,
            EndsAt = facts.EndsAt,
            Parts = [.. integration.Parts.OrderBy(p => p.Kind).ThenBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => new IntegrationPartRecord(p.Kind, p.Name, p.OrgId is { } org ? orgOf(org) : null))],
        };
    }

    /// <summary>As a form has it.</summary>
    internal IntegrationDraft ToDraft(Func<string, VendorId?> vendorOf, Func<string, OrgId?> orgOf) => new(
        Name,
        new IntegrationFacts
        {
            Deputy = Deputy is { } deputy ? Mail.Key(deputy) : null,
            Vendor = Vendor is { } vendor ? vendorOf(vendor) : null,
            Purpose = Purpose,
            Direction = Direction,
            DataClass = DataClass,
            Regime = Regime,
            SecretPlace = SecretPlace ?? Domain.Integrations.SecretPlace.Unknown,
            Controls = Controls?.Aggregate(AccessControls.None, (all, one) => all | one),
            HasFixedAddresses = HasFixedAddresses,
            HasGateway = HasGateway,
            ExternalSystems = ExternalSystems,
            NoPrivatePathReason = NoPrivatePathReason,
            TlsCertificate = TlsCertificate,
            SigningCertificate = SigningCertificate,
            ReviewAt = ReviewAt?.ToUniversalTime(),
            EndsAt = EndsAt?.ToUniversalTime(),
        },
        [.. Parts.Select(p => new IntegrationPartDraft(p.Kind, p.Name, p.Org is { } org ? orgOf(org) : null))]);
}
