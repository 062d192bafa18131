using Governance.Domain.Integrations;
using Governance.Domain.Orgs;

namespace Governance.Domain.Policies;

/// <summary>An integration, for the rules.</summary>
public sealed record IntegrationThing
{
    /// <summary>Ours.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What people recorded.</summary>
    public required IntegrationFacts Facts { get; init; }

    /// <summary>Moment of judging, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Orgs it reaches; empty while nothing of it was seen.</summary>
    public IReadOnlyList<OrgPicture> Orgs { get; init; } = [];

    /// <summary>What of it is alive, in words: "3 grants", "client app Ledger Sync"; null when that could not be read.</summary>
    public IReadOnlyList<string>? Alive { get; init; } = [];

    /// <summary>Certificate slots in use in the fullest of its orgs; null when they could not be read.</summary>
    public int? SlotsUsed { get; init; }

    /// <summary>The inputs of the decision table as they are now; null when one of them is not recorded.</summary>
    public ArchitectureInputs? Inputs => Facts is
    {
        Direction: { } direction, DataClass: { } data, Regime: { } regime, HasGateway: { } gateway,
        HasFixedAddresses: { } addresses, ExternalSystems: { } systems
    } && SlotsUsed is { } slots
        ? new ArchitectureInputs(direction, data, regime, Deployment, gateway, addresses, systems, slots)
        : null;

    /// <summary>Hyperforce when one of its orgs runs there; unknown while none is known to.</summary>
    public OrgInfrastructure Deployment
    {
        get
        {
            var found = OrgInfrastructure.Unknown;
            for (var i = 0; i < Orgs.Count; i++)
            {
                var org = Orgs[i];
                if (org.Org.Infrastructure == OrgInfrastructure.Hyperforce) return OrgInfrastructure.Hyperforce;
                if (org.Org.Infrastructure == OrgInfrastructure.Classic) found = OrgInfrastructure.Classic;
            }
            return found;
        }
    }

    /// <summary>The other end calls the org; null when not recorded.</summary>
    public bool? IsInbound => Facts.Direction is { } direction ? direction != DataDirection.Outbound : null;
}

/// <summary>A vendor, for the rules.</summary>
/// <param name="Vendor">What is recorded of it.</param>
/// <param name="Now">Moment of judging, UTC.</param>
public sealed record VendorThing(VendorStanding Vendor, DateTimeOffset Now);

/// <summary>An emergency sign-in to the portal, for the rules.</summary>
/// <param name="Id">The person made for it.</param>
/// <param name="ClaimedName">Who they said they are.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="ClosedAt">When the access ended, UTC; null while it is open.</param>
/// <param name="ReviewedAt">UTC; null while nobody looked at it.</param>
/// <param name="Now">Moment of judging, UTC.</param>
public sealed record BreakGlassThing(
    PersonId Id, string ClaimedName, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, DateTimeOffset? ReviewedAt, DateTimeOffset Now);

/// <summary>A bulk job, as event data tells it.</summary>
/// <param name="FinishedAt">UTC; null while it runs.</param>
/// <param name="DeletedAt">UTC; null when nobody deleted it.</param>
/// <param name="IsFirstEver">The app never used the bulk API before; null when that is not known.</param>
public sealed record BulkJobSeen(DateTimeOffset? FinishedAt, DateTimeOffset? DeletedAt, bool? IsFirstEver);

/// <summary>A line of the Setup Audit Trail.</summary>
/// <param name="Action">Salesforce's name of it.</param>
/// <param name="Display">Its words; org text.</param>
/// <param name="By">User name; null when the org did not say.</param>
/// <param name="At">UTC.</param>
/// <param name="IsApproved">An approved request accounts for it; null while there are no requests.</param>
public sealed record SetupChangeSeen(string Action, string Display, string? By, DateTimeOffset At, bool? IsApproved = null);

/// <summary>What one client app did in one org up to now, as event data tells it. A null member was not read.</summary>
public sealed record ActivityThing
{
    /// <summary>In which org.</summary>
    public required OrgPicture Org { get; init; }

    /// <summary>Label of the app; null for what was done in Setup by no app.</summary>
    public string? AppName { get; init; }

    /// <summary>The label in comparable form; empty without an app.</summary>
    public string AppKey { get; init; } = "";

    /// <summary>When its first grant in this org was made, UTC; null when it has none or that is not known.</summary>
    public DateTimeOffset? FirstGrantAt { get; init; }

    /// <summary>An approved request accounts for the first grant; null while that is not known.</summary>
    public bool? IsGrantApproved { get; init; }

    /// <summary>Addresses it used or refreshed from.</summary>
    public IReadOnlyList<string>? SeenFrom { get; init; }

    /// <summary>Calls of the last whole day.</summary>
    public int? CallsPerDay { get; init; }

    /// <summary>Calls of each of the days before, latest first, at most 14.</summary>
    public IReadOnlyList<int>? DaysBefore { get; init; }

    /// <summary>Its bulk jobs since the last look.</summary>
    public IReadOnlyList<BulkJobSeen>? BulkJobs { get; init; }

    /// <summary>Changes in Setup since the last look.</summary>
    public IReadOnlyList<SetupChangeSeen>? SetupChanges { get; init; }

    /// <summary>Who runs the other end; null when unknown.</summary>
    public VendorStanding? Vendor => AppName is null ? null : Org.Estate.Vendor(AppKey);
}
