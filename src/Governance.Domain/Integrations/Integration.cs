using System.Globalization;
using Governance.Domain.Audit;
using Governance.Domain.Inventory;

namespace Governance.Domain.Integrations;

/// <summary>By what a thing of an org is known to belong to an integration.</summary>
public enum IntegrationPartKind
{
    /// <summary>Client app, by label.</summary>
    App,

    /// <summary>Integration user, by user name.</summary>
    User,

    /// <summary>Certificate, by name.</summary>
    Certificate,

    /// <summary>Named credential, by name.</summary>
    NamedCredential,

    /// <summary>Catalog entry, by name of its External Service registration.</summary>
    CatalogEntry,

    /// <summary>Heroku AppLink add-on, by name.</summary>
    Addon,
}

/// <summary>Something that belongs to an integration wherever it is found, or in one org.</summary>
public sealed class IntegrationPart
{
    private IntegrationPart() { }

    /// <summary>A part; compared by name in comparable form.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">As people write it.</param>
    /// <param name="org">Only in this org; null wherever it is found.</param>
    public IntegrationPart(IntegrationPartKind kind, string name, OrgId? org = null)
    {
        (Kind, Name, OrgId) = (kind, Text.Bounded(name, InventoryItem.NameMaxLength).Trim(), org);
        Key = Text.Comparable(Name, InventoryItem.NameMaxLength);
    }

    /// <summary>What it is.</summary>
    public IntegrationPartKind Kind { get; private set; }

    /// <summary>As people write it.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name in comparable form.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Only in this org; null wherever it is found.</summary>
    public OrgId? OrgId { get; private set; }

    /// <summary>What makes two parts the same.</summary>
    public (IntegrationPartKind Kind, string Key, OrgId? Org) Identity => (Kind, Key, OrgId);

    /// <summary>True when this is it.</summary>
    public bool Claims(IntegrationPartKind kind, OrgId org, string key) =>
        Kind == kind && (OrgId is null || OrgId == org) && string.Equals(Key, key, StringComparison.Ordinal);
}

/// <summary>The governed non-human identity: one purpose, one vendor, one owner, over all orgs.</summary>
public sealed class Integration
{
    /// <summary>Longest name, characters.</summary>
    public const int NameMaxLength = 80;

    /// <summary>Longest e-mail address, characters.</summary>
    public const int MailMaxLength = 254;

    /// <summary>Most parts.</summary>
    public const int MaxParts = 100;

    private readonly List<IntegrationPart> _parts = [];

    private Integration() { }

    /// <summary>A confirmed one.</summary>
    public Integration(string name, IntegrationFacts facts, IEnumerable<IntegrationPart> parts, DateTimeOffset now)
    {
        (Id, ConfirmedAt) = (IntegrationId.New(), now);
        Change(name, facts, parts);
    }

    /// <summary>Ours.</summary>
    public IntegrationId Id { get; private set; }

    /// <summary>Unique.</summary>
    public string Name { get; private set; } = "";

    /// <summary>E-mail address of whoever answers for it; null while nobody does. They need not have signed in yet.</summary>
    public string? Owner { get; private set; }

    /// <summary>When the owner was named, or said that it is still theirs, UTC; null without one.</summary>
    public DateTimeOffset? OwnerConfirmedAt { get; private set; }

    /// <summary>What people recorded, as JSON; read it with <see cref="Facts"/>.</summary>
    public string FactsText { get; private set; } = "{}";

    /// <summary>What belongs to it.</summary>
    public IReadOnlyList<IntegrationPart> Parts => _parts;

    /// <summary>When a person confirmed it, UTC.</summary>
    public DateTimeOffset ConfirmedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>What people recorded, without where the owner stands.</summary>
    public IntegrationFacts Facts() => IntegrationFacts.Read(FactsText);

    /// <summary>Changes all but the owner.</summary>
    public void Change(string name, IntegrationFacts facts, IEnumerable<IntegrationPart> parts)
    {
        (Name, FactsText, Version) = (name, facts.Write(), Guid.CreateVersion7());
        var wanted = parts.DistinctBy(p => p.Identity).ToList();
        // Rows that stay are not written again.
        _parts.RemoveAll(p => wanted.All(w => w.Identity != p.Identity));
        _parts.AddRange(wanted.Where(w => _parts.All(p => p.Identity != w.Identity)).ToList());
    }

    /// <summary>Changes what is recorded, and nothing else.</summary>
    public void Record(IntegrationFacts facts) => (FactsText, Version) = (facts.Write(), Guid.CreateVersion7());

    /// <summary>Names the owner, or has them confirm it.</summary>
    /// <param name="mail">E-mail address; null for nobody.</param>
    /// <param name="now">UTC.</param>
    public void Own(string? mail, DateTimeOffset now) =>
        (Owner, OwnerConfirmedAt, Version) = (mail, mail is null ? null : now, Guid.CreateVersion7());

    /// <summary>What an audit entry may show of an integration.</summary>
    public AuditFields ToAudit()
    {
        var facts = Facts();
        return new AuditFields().Add("name", Name).Add("owner", Owner).Add("deputy", facts.Deputy).Add("purpose", facts.Purpose)
            .Add("vendor", facts.Vendor?.Value.ToString("D")).Add("direction", facts.Direction?.ToString()).Add("dataClass", facts.DataClass?.ToString())
            .Add("regime", facts.Regime?.ToString()).Add("reviewAt", facts.ReviewAt).Add("endsAt", facts.EndsAt)
            .Add("secretPlace", facts.SecretPlace).Add("controls", facts.Controls?.ToString())
            .Add("gateway", facts.HasGateway?.ToString()).Add("fixedAddresses", facts.HasFixedAddresses?.ToString())
            .Add("externalSystems", facts.ExternalSystems?.ToString(CultureInfo.InvariantCulture)).Add("noPrivatePathReason", facts.NoPrivatePathReason)
            .Add("tlsCertificate", facts.TlsCertificate).Add("signingCertificate", facts.SigningCertificate)
            .Add("gatewayRunBy", facts.GatewayRunBy).Add("contract", facts.Contract).Add("slotsFreedBy", facts.SlotsFreedBy)
            .Add("answeredBy", facts.Answered?.ById).Add("decisionSignedAt", facts.Decision?.SignedAt)
            .Add("parts", string.Join("; ", _parts.Select(p => $"{p.Kind} {p.Name}{(p.OrgId is { } org ? $" in {org.Value:D}" : "")}")));
    }
}

/// <summary>Somebody on the list of people imported last; one who left it is on an earlier one.</summary>
public sealed class ListedPerson
{
    private ListedPerson() { }

    /// <summary>Listed.</summary>
    public ListedPerson(string mail, string name, DateTimeOffset now) => (Mail, Name, ListedAt) = (mail, name, now);

    /// <summary>E-mail address in lower case; key.</summary>
    public string Mail { get; private set; } = "";

    /// <summary>As people call them.</summary>
    public string Name { get; private set; } = "";

    /// <summary>When the last list that holds them was imported, UTC.</summary>
    public DateTimeOffset ListedAt { get; private set; }

    /// <summary>On the list again.</summary>
    public void ListAgain(string name, DateTimeOffset now) => (Name, ListedAt) = (name, now);
}
