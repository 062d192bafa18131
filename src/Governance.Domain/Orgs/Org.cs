namespace Governance.Domain.Orgs;

/// <summary>What kind of org it is (reference: Organization object, rule of OrgCheck).</summary>
public enum OrgEnvironment
{
    /// <summary>A production org.</summary>
    Production,

    /// <summary>A sandbox.</summary>
    Sandbox,

    /// <summary>A scratch org: a sandbox with a trial end.</summary>
    Scratch,

    /// <summary>A Developer Edition org.</summary>
    Developer,

    /// <summary>A trial.</summary>
    Trial,
}

/// <summary>Where the org runs. Guessed from the instance name until a person confirms it.</summary>
public enum OrgInfrastructure
{
    /// <summary>The instance name fits neither pattern.</summary>
    Unknown,

    /// <summary>Three letters and a number, as in USA42.</summary>
    Hyperforce,

    /// <summary>A first-party instance, as in NA139 or CS42.</summary>
    Classic,
}

/// <summary>What an org said about itself. Text from an org is text: shown, never interpreted.</summary>
/// <param name="SalesforceId">The org id, 18 characters.</param>
/// <param name="Name">Organization.Name.</param>
/// <param name="Environment">From OrganizationType, IsSandbox and TrialExpirationDate.</param>
/// <param name="InstanceName">As in USA42 or CS42S.</param>
/// <param name="InstanceOrigin">The checked origin that answers for this org.</param>
/// <param name="Username">The user the portal acts as.</param>
/// <param name="UserId">That user's id, 15 characters.</param>
public sealed record OrgIdentity(
    string SalesforceId, string Name, OrgEnvironment Environment, string InstanceName, Uri InstanceOrigin,
    string Username, string UserId);

/// <summary>One Salesforce org of the company, known by its org id; survives renames of its My Domain.</summary>
public sealed class Org
{
    /// <summary>Longest name kept, characters.</summary>
    public const int NameMaxLength = 120;

    /// <summary>How the key of an org begins that is known by snapshots only; no Salesforce id begins so.</summary>
    public const string SnapshotKey = "snap:";

    private Org() { }

    /// <summary>First sight of an org.</summary>
    public Org(OrgIdentity identity, string label, OrgGroupId group, DateTimeOffset now)
    {
        Label = label;
        Id = OrgId.New();
        SalesforceKey = SalesforceIds.Key(identity.SalesforceId);
        OrgGroupId = group;
        FirstSeenAt = now;
        Describe(identity);
    }

    /// <summary>An org that is known by imported snapshots only. What a snapshot says of the org's id is not believed, so it has a
    /// key of its own that no Salesforce id can equal. When the org is connected one day, and the person who connects it says that it
    /// is this one, the row becomes the org's (<see cref="BeKnown"/>); otherwise the org gets a row of its own.</summary>
    public static Org OfSnapshot(string label, OrgGroupId group, OrgEnvironment environment, DateTimeOffset now)
    {
        var id = OrgId.New();
        return new Org
        {
            Id = id,
            // The random end of a version 7 GUID.
            SalesforceKey = SnapshotKey + id.Value.ToString("N")[^10..],
            Label = label,
            Name = label,
            Environment = environment,
            OrgGroupId = group,
            FirstSeenAt = now,
        };
    }

    /// <summary>Known by snapshots only: no connection, so nothing there can be revoked.</summary>
    public bool IsSnapshot => SalesforceKey.StartsWith(SnapshotKey, StringComparison.Ordinal);

    /// <summary>Ours.</summary>
    public OrgId Id { get; private set; }

    /// <summary>The org id on 15 characters, or of an org of snapshots a key of ours; unique.</summary>
    public string SalesforceKey { get; private set; } = "";

    /// <summary>The org id on 18 characters, as shown; empty for an org of snapshots.</summary>
    public string SalesforceId { get; private set; } = "";

    /// <summary>What people call it, as in Core; the name of its connection.</summary>
    public string Label { get; private set; } = "";

    /// <summary>The org's own name for itself.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Production, sandbox and so on.</summary>
    public OrgEnvironment Environment { get; private set; }

    /// <summary>Hyperforce or Classic: as a person confirmed it, else as guessed from <see cref="InstanceName"/>.</summary>
    public OrgInfrastructure Infrastructure { get; private set; }

    /// <summary>Name of whoever confirmed where it runs; null while that is a guess.</summary>
    public string? InfrastructureConfirmedBy { get; private set; }

    /// <summary>When they did, UTC; null while it is a guess.</summary>
    public DateTimeOffset? InfrastructureConfirmedAt { get; private set; }

    /// <summary>A person said where it runs, and its instance is the one they said it of.</summary>
    public bool IsInfrastructureConfirmed => InfrastructureConfirmedAt is not null;

    /// <summary>As in USA42.</summary>
    public string InstanceName { get; private set; } = "";

    /// <summary>Origin of the org's My Domain.</summary>
    public string Host { get; private set; } = "";

    /// <summary>The group that limits who sees it.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset FirstSeenAt { get; private set; }

    /// <summary>The org of these snapshots answered: from now on it is known by its own id, with all that was kept of it.</summary>
    /// <exception cref="InvalidOperationException">It is not known by snapshots only.</exception>
    public void BeKnown(OrgIdentity identity)
    {
        if (!IsSnapshot) throw new InvalidOperationException("This org is known by its own id already.");
        SalesforceKey = SalesforceIds.Key(identity.SalesforceId);
        Describe(identity);
    }

    /// <summary>Takes the name of a new connection.</summary>
    public void Call(string label) => Label = label;

    /// <summary>A person says where it runs. It holds until the org is on another instance.</summary>
    /// <param name="infrastructure">Hyperforce or Classic; unknown takes the confirmation back, and the guess holds again.</param>
    /// <param name="by">Their name.</param>
    /// <param name="now">UTC.</param>
    public void ConfirmInfrastructure(OrgInfrastructure infrastructure, string by, DateTimeOffset now)
    {
        var isKnown = infrastructure != OrgInfrastructure.Unknown;
        Infrastructure = isKnown ? infrastructure : GuessInfrastructure(InstanceName);
        InfrastructureConfirmedBy = isKnown ? Text.Bounded(by, NameMaxLength) : null;
        InfrastructureConfirmedAt = isKnown ? now : null;
    }

    /// <summary>Takes over what the org says about itself now.</summary>
    public void Describe(OrgIdentity identity)
    {
        SalesforceId = identity.SalesforceId;
        Name = Text.Bounded(identity.Name, NameMaxLength);
        Environment = identity.Environment;
        var instance = Text.Bounded(identity.InstanceName, 20);
        // An org that moved is on another instance: what was confirmed of the old one says nothing of it.
        if (!IsInfrastructureConfirmed || InstanceName != instance)
            (Infrastructure, InfrastructureConfirmedBy, InfrastructureConfirmedAt) = (GuessInfrastructure(instance), null, null);
        InstanceName = instance;
        Host = identity.InstanceOrigin.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Hyperforce when the name is three letters and a number, Classic for first-party prefixes.</summary>
    /// <remarks>A heuristic, as the reference says: shown as likely until confirmed.</remarks>
    public static OrgInfrastructure GuessInfrastructure(string instanceName)
    {
        var letters = instanceName.TakeWhile(char.IsAsciiLetter).Count();
        if (letters == instanceName.Length || !char.IsAsciiDigit(instanceName[letters])) return OrgInfrastructure.Unknown;
        if (letters == 3) return OrgInfrastructure.Hyperforce;
        return instanceName[..letters].ToUpperInvariant() is "NA" or "EU" or "AP" or "UM" or "CS"
            ? OrgInfrastructure.Classic
            : OrgInfrastructure.Unknown;
    }
}
