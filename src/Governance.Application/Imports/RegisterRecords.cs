using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
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
/// <param name="MutualTls">Hosts that ask for a client certificate, with the port where they do, as inbox.example.com:8443.</param>
public sealed record VendorProfileRecord(
    IReadOnlyList<string>? Egress = null, IReadOnlyList<string>? CallbackHosts = null, string? SecurityContact = null, int? NoticeHours = null,
    DateTimeOffset? EndedAt = null, bool? OffersAppLink = null, IReadOnlyList<string>? MutualTls = null)
{
    internal static VendorProfileRecord? Of(VendorProfile profile) => profile.Write() == new VendorProfile().Write() ? null : new(
        [.. profile.Egress.Select(r => r.Start == r.End ? r.Start : $"{r.Start}-{r.End}")], [.. profile.CallbackHosts], profile.SecurityContact,
        profile.NoticeHours, profile.EndedAt, profile.OffersAppLink, profile.MutualTls.Count == 0 ? null : [.. profile.MutualTls]);

    /// <summary>Null when an egress entry is none.</summary>
    internal VendorProfile? ToProfile()
    {
        var ranges = (Egress ?? []).Select(VendorProfile.ParseRange).ToList();
        return ranges.Contains(null) ? null : new VendorProfile
        {
            Egress = [.. ranges.Select(r => r!)],
            CallbackHosts = CallbackHosts ?? [],
            MutualTls = MutualTls ?? [],
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
/// <param name="Org">The only org, as <see cref="RegisterOrgs"/> names it; null wherever it is found.</param>
public sealed record IntegrationPartRecord(IntegrationPartKind Kind, string Name, string? Org = null);

/// <summary>Who renews a certificate. Owners of integrations stand with them.</summary>
/// <param name="Org">As <see cref="RegisterOrgs"/> names it.</param>
/// <param name="Certificate">Key of the certificate within its org: API name; of a client app's certificate "app:" and the app's key.</param>
/// <param name="Owner">E-mail address.</param>
/// <param name="Deputy">E-mail address; null for nobody.</param>
public sealed record OwnerRecord(string Org, string Certificate, string Owner, string? Deputy = null);

/// <summary>Where a waiver of a register stood when it was exported. An import heeds none of it: every waiver is asked anew.</summary>
public enum WaiverStanding
{
    /// <summary>It waited for a decision.</summary>
    Asked,

    /// <summary>It held.</summary>
    Approved,
}

/// <summary>A waiver of a register: what it excepts, until when, and why.</summary>
/// <param name="Rule">Which rule.</param>
/// <param name="Thing">What kind of thing.</param>
/// <param name="Name">What the thing is called.</param>
/// <param name="Until">The last day on which it is to hold, UTC.</param>
/// <param name="Reason">Why the risk is borne.</param>
/// <param name="Org">As <see cref="RegisterOrgs"/> names it; null for what belongs to none.</param>
/// <param name="ThingId">Of the portal that wrote it: tells things of one name apart.</param>
/// <param name="State">For who reads the file; an import does not heed it.</param>
/// <param name="AskedBy">For who reads the file; whoever imports asks.</param>
/// <param name="DecidedBy">For who reads the file; an import takes no decision over.</param>
public sealed record WaiverRecord(
    string Rule, ThingKind Thing, string Name, DateOnly Until, string Reason, string? Org = null, Guid? ThingId = null, WaiverStanding? State = null,
    string? AskedBy = null, string? DecidedBy = null);

/// <summary>An architecture decision of a register: on what it was made. A signature is not taken over.</summary>
/// <param name="Integration">By name.</param>
/// <param name="Direction">Which way data flows.</param>
/// <param name="DataClass">The most sensitive data.</param>
/// <param name="Regime">Law or contract.</param>
/// <param name="Deployment">Hyperforce when one of its orgs runs there.</param>
/// <param name="HasGateway">A gateway stands between.</param>
/// <param name="HasFixedAddresses">The other end has few fixed addresses.</param>
/// <param name="ExternalSystems">External systems that call in directly.</param>
/// <param name="SlotsUsed">Certificate slots in use in the fullest of its orgs.</param>
/// <param name="SignedBy">For who reads the file; an import takes no signature over.</param>
/// <param name="SignedAt">UTC; of several for one integration the latest is recorded.</param>
/// <param name="Text">The record that was signed.</param>
/// <param name="Sha256">Of the text in UTF-8, hex; must fit when both are there.</param>
public sealed record DecisionRecord(
    string Integration, DataDirection Direction, DataClass DataClass, Regime Regime, OrgInfrastructure Deployment, bool HasGateway,
    bool HasFixedAddresses, int ExternalSystems, int SlotsUsed, string? SignedBy = null, DateTimeOffset? SignedAt = null, string? Text = null,
    string? Sha256 = null);

/// <summary>To what a connection of a register leads.</summary>
public enum ConnectionTarget
{
    /// <summary>A Salesforce org.</summary>
    Org,

    /// <summary>A Heroku account.</summary>
    Heroku,
}

/// <summary>A connection of a register: how it is set up, never what opens it.</summary>
/// <param name="To">Org or Heroku account.</param>
/// <param name="Name">What people call it.</param>
/// <param name="OrgGroup">By name; of an org's connection only, and needed there.</param>
/// <param name="Flow">How the portal signs in; needed for an org.</param>
/// <param name="LoginHost">Host or origin of the token end point; needed for an org.</param>
/// <param name="ClientId">Consumer key of the portal's client app; needed for an org.</param>
/// <param name="Username">The user the portal acts as.</param>
/// <param name="Org">Salesforce id of the org behind it; null when it never answered.</param>
/// <param name="HasResponder">For who reads the file: an identity that acts was set up beside.</param>
public sealed record ConnectionRecord(
    ConnectionTarget To, string Name, string? OrgGroup = null, ConnectionFlow? Flow = null, string? LoginHost = null, string? ClientId = null,
    string? Username = null, string? Org = null, bool? HasResponder = null);

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
