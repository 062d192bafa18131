using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies;

/// <summary>A live grant, for the rules.</summary>
public sealed class GrantThing
{
    /// <summary>In which org.</summary>
    public required OrgPicture Org { get; init; }

    /// <summary>Its app; null when it is not among the org's apps.</summary>
    public AppThing? App { get; init; }

    /// <summary>Ours.</summary>
    public required AuthorizationId Id { get; init; }

    /// <summary>OAuth token row or AppLink authorization.</summary>
    public required AuthorizationKind Kind { get; init; }

    /// <summary>Label of the app.</summary>
    public required string AppName { get; init; }

    /// <summary>The label in comparable form.</summary>
    public required string AppKey { get; init; }

    /// <summary>Owner, 15 characters.</summary>
    public required string UserId { get; init; }

    /// <summary>Owner's user name.</summary>
    public required string Username { get; init; }

    /// <summary>Null when the org did not say.</summary>
    public bool? UserIsActive { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>UTC; null when never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The portal's own.</summary>
    public bool IsPortalOwn { get; init; }

    /// <summary>Live grants of the same app and user.</summary>
    public int Siblings { get; init; } = 1;

    /// <summary>Addresses it was used from lately; null when login history was not read.</summary>
    public IReadOnlyList<string>? SeenFrom { get; init; }

    /// <summary>TLS versions it was used with lately, as in TLS 1.2; null when login history was not read.</summary>
    public IReadOnlyList<string>? TlsProtocols { get; init; }

    /// <summary>Who runs the other end; null when unknown.</summary>
    public VendorStanding? Vendor => Org.Estate.Vendor(AppKey);

    /// <summary>Integrations that account for it.</summary>
    public IReadOnlyList<IntegrationRef> Integrations => Org.Estate.IntegrationsOf(Org.Org.Id, AppKey);

    /// <summary>Moment of judging, UTC.</summary>
    public DateTimeOffset Now => Org.Estate.Now;
}

/// <summary>A certificate, for the rules.</summary>
public sealed class CertificateThing(OrgPicture org, PictureItem<CertificateFacts> item)
{
    /// <summary>In which org.</summary>
    public OrgPicture Org { get; } = org;

    /// <summary>The certificate.</summary>
    public PictureItem<CertificateFacts> Item { get; } = item;

    /// <summary>Who renews it; null when nobody was named.</summary>
    public string? Owner { get; init; }

    /// <summary>Who does when the owner does not; null when nobody was named.</summary>
    public string? Deputy { get; init; }

    /// <summary>What the certificate says.</summary>
    public CertificateFacts Facts => Item.Facts;

    /// <summary>What it is used for, in words; empty when nothing known uses it.</summary>
    public IReadOnlyList<CertificateUse> Uses { get; } = CertificateUse.Of(org, item);
}

/// <summary>What a certificate is used for.</summary>
public enum CertificatePurpose
{
    /// <summary>Client certificate on a TLS connection.</summary>
    MutualTls,

    /// <summary>Signs or verifies JWTs.</summary>
    JwtSigning,
}

/// <summary>One use of a certificate.</summary>
/// <param name="Purpose">For what.</param>
/// <param name="User">By what, in words: "named credential Ledger".</param>
public sealed record CertificateUse(CertificatePurpose Purpose, string User)
{
    /// <summary>Uses found by name within the org, and by the same key inside its client apps.</summary>
    public static IReadOnlyList<CertificateUse> Of(OrgPicture org, PictureItem<CertificateFacts> item)
    {
        var name = item.Facts.ApiName;
        List<CertificateUse> uses = [];
        if (item.Facts.Place == CertificatePlace.Org)
        {
            foreach (var credential in org.NamedCredentials)
            {
                if (credential.Facts.Certificate == name) uses.Add(new(CertificatePurpose.MutualTls, $"named credential {credential.Name}"));
                if (credential.Facts.SigningCertificate == name) uses.Add(new(CertificatePurpose.JwtSigning, $"named credential {credential.Name}"));
            }
            uses.AddRange(org.ExternalCredentials.Where(e => e.Facts.SigningCertificate == name)
                .Select(e => new CertificateUse(CertificatePurpose.JwtSigning, $"external credential {e.Name}")));
        }
        if (item.Facts.Place == CertificatePlace.Inbound) uses.Add(new(CertificatePurpose.MutualTls, "calls to the org"));
        if (item.Facts.Place == CertificatePlace.ClientApp) uses.Add(new(CertificatePurpose.JwtSigning, $"client app {item.Facts.ApiName}"));
        else if (item.Facts.KeyHash is { } key)
        {
            uses.AddRange(org.Certificates.Where(c => c.Facts is { Place: CertificatePlace.ClientApp } other && other.KeyHash == key)
                .Select(c => new CertificateUse(CertificatePurpose.JwtSigning, $"client app {c.Facts.ApiName}")));
        }
        return uses;
    }
}

/// <summary>A permission set, for the rules.</summary>
public sealed class SetThing(OrgPicture org, PictureItem<PermissionSetFacts> item)
{
    /// <summary>In which org.</summary>
    public OrgPicture Org { get; } = org;

    /// <summary>The set.</summary>
    public PictureItem<PermissionSetFacts> Item { get; } = item;

    /// <summary>What the org says about it.</summary>
    public PermissionSetFacts Facts => Item.Facts;

    /// <summary>A user-mode set: session-based, opens a client app or a credential, or a catalog entry names it.</summary>
    public bool IsUserMode { get; init; } = item.Facts.HasActivationRequired == true
        || org.OpensSomething(item);

    /// <summary>True for a profile's shadow set.</summary>
    public bool IsProfile => Facts.ProfileName is not null || Facts.Type == "Profile";
}

/// <summary>A user of an org, for the rules.</summary>
public sealed class UserThing(OrgPicture org, PictureItem<UserFacts> item)
{
    /// <summary>In which org.</summary>
    public OrgPicture Org { get; } = org;

    /// <summary>The user.</summary>
    public PictureItem<UserFacts> Item { get; } = item;

    /// <summary>Owns live grants of these apps, by label.</summary>
    public IReadOnlyList<string> Apps { get; } = [.. org.AppsOf(item.Key).Order(StringComparer.Ordinal)];
}

/// <summary>A named credential, remote site or CSP trusted site, for the rules.</summary>
public sealed class OutboundThing
{
    /// <summary>Of a named credential.</summary>
    public OutboundThing(OrgPicture org, PictureItem<NamedCredentialFacts> credential) =>
        (Org, Credential, Id, Name, Url) = (org, credential, credential.Id, credential.Name, credential.Facts.Url);

    /// <summary>Of a site.</summary>
    public OutboundThing(OrgPicture org, PictureItem<OutboundSiteFacts> site) =>
        (Org, Site, Id, Name, Url) = (org, site, site.Id, site.Name, site.Facts.Url);

    /// <summary>In which org.</summary>
    public OrgPicture Org { get; }

    /// <summary>The item's.</summary>
    public ItemId Id { get; }

    /// <summary>Org text.</summary>
    public string Name { get; }

    /// <summary>Where it leads; null when not said.</summary>
    public string? Url { get; }

    /// <summary>Null for a site.</summary>
    public PictureItem<NamedCredentialFacts>? Credential { get; }

    /// <summary>Null for a named credential.</summary>
    public PictureItem<OutboundSiteFacts>? Site { get; }
}
