using Governance.Domain.Inventory;

namespace Governance.Domain.Policies;

/// <summary>A vendor, for the rules.</summary>
/// <param name="Id">Ours.</param>
/// <param name="Name">Its name.</param>
/// <param name="Egress">Addresses it calls from; empty when none is recorded.</param>
/// <param name="CallbackHosts">Hosts its apps may redirect to; empty when none is recorded.</param>
/// <param name="SecurityContact">Whom to call in a bad hour; null when not recorded.</param>
/// <param name="NoticeHours">Within how many hours it must tell of a breach; null when not recorded.</param>
/// <param name="EndedAt">Contract ended or vendor retired, UTC; null while it runs.</param>
/// <param name="OffersAppLink">It offers user or user-plus mode through AppLink; null when not recorded.</param>
public sealed record VendorStanding(
    VendorId Id, string Name, IReadOnlyList<AddressRange> Egress, IReadOnlyList<string> CallbackHosts, string? SecurityContact = null,
    int? NoticeHours = null, DateTimeOffset? EndedAt = null, bool? OffersAppLink = null);

/// <summary>An integration that something belongs to.</summary>
/// <param name="Id">Ours.</param>
/// <param name="Name">Its name.</param>
public sealed record IntegrationRef(Guid Id, string Name);

/// <summary>What usage data tells of rights that were granted.</summary>
/// <param name="Since">Start of what the data covers without a gap, UTC.</param>
/// <param name="Until">End of it, UTC: what happened after that nobody knows yet.</param>
/// <param name="LastUsed">When each was used last, UTC, by scope or by API name of the object; what is missing was not seen in use.</param>
public sealed record Usage(DateTimeOffset Since, DateTimeOffset Until, IReadOnlyDictionary<string, DateTimeOffset> LastUsed)
{
    /// <summary>Last call that may have used any of them, UTC; null when there was none.</summary>
    public DateTimeOffset? UntoldAt { get; init; }

    /// <summary>How long it covers.</summary>
    public TimeSpan Span => Until - Since;

    /// <summary>Seen in use within this time before its end.</summary>
    public bool IsUsed(string right, TimeSpan within) => LastUsed.TryGetValue(right, out var used) && Until - used <= within;
}

/// <summary>What a rule has to know of the whole company: vendors, integrations, and where an app is used.</summary>
/// <param name="Now">Moment of judging, UTC.</param>
public sealed record Estate(DateTimeOffset Now)
{
    /// <summary>Vendors by id.</summary>
    public IReadOnlyDictionary<VendorId, VendorStanding> Vendors { get; init; } = new Dictionary<VendorId, VendorStanding>();

    /// <summary>Vendor of an app, by its label in comparable form; null when no rule claims it.</summary>
    public Func<string, VendorId?> VendorOf { get; init; } = _ => null;

    /// <summary>Integrations that an app of an org belongs to, by its label in comparable form.</summary>
    public Func<OrgId, string, IReadOnlyList<IntegrationRef>> IntegrationsOf { get; init; } = (_, _) => [];

    /// <summary>Integrations whose user this is, by org and id on 15 characters.</summary>
    public Func<OrgId, string, IReadOnlyList<IntegrationRef>> IntegrationsOfUser { get; init; } = (_, _) => [];

    /// <summary>Production orgs with a live grant of an app of that label, in comparable form.</summary>
    public IReadOnlyDictionary<string, int> ProductionOrgs { get; init; } = new Dictionary<string, int>();

    /// <summary>Other orgs, not production, with a live grant of an app of that label, in comparable form.</summary>
    public IReadOnlyDictionary<string, int> OtherOrgs { get; init; } = new Dictionary<string, int>();

    /// <summary>Apps by consumer key: how many different labels use it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> LabelsByConsumerKey { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>When the secret of an org's app was rotated last, by its label in comparable form; null when nobody recorded it.</summary>
    public Func<OrgId, string, DateTimeOffset?> SecretRotatedAt { get; init; } = (_, _) => null;

    /// <summary>Ports on which hosts are recorded as listening for mutual TLS.</summary>
    public IReadOnlyDictionary<string, int> MutualTlsPorts { get; init; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an app of an org was there when the org was read first, or an approved request accounts for it, by its label in
    /// comparable form; null where that was not read.</summary>
    public Func<OrgId, string, bool?> IsAppApproved { get; init; } = (_, _) => null;

    /// <summary>The same of its first grant.</summary>
    public Func<OrgId, string, bool?> IsGrantApproved { get; init; } = (_, _) => null;

    /// <summary>How the scopes of an org's app are used, by its label in comparable form; null where no usage data exists.</summary>
    public Func<OrgId, string, Usage?> ScopeUsage { get; init; } = (_, _) => null;

    /// <summary>How some users, by id on 15 characters, use the objects of an org; null where no usage data exists.</summary>
    public Func<OrgId, IReadOnlyCollection<string>, Usage?> ObjectUsage { get; init; } = (_, _) => null;

    /// <summary>Who renews certificates and who does when they do not, by item; one that is missing has nobody.</summary>
    public IReadOnlyDictionary<ItemId, (string? Owner, string? Deputy)> Renewers { get; init; } = new Dictionary<ItemId, (string? Owner, string? Deputy)>();

    /// <summary>The vendor of an app; null when none is known.</summary>
    public VendorStanding? Vendor(string appKey) => VendorOf(appKey) is { } id ? Vendors.GetValueOrDefault(id) : null;
}
