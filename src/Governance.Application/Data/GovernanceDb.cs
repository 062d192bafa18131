using Governance.Application.Connections;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Authorizations;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Notifications;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Data;

/// <summary>The one DbContext. Query filters limit every query to the org groups in which the actor holds the
/// permission of the running message, so that no list, count or look-up can forget to.</summary>
public sealed class GovernanceDb(DbContextOptions<GovernanceDb> options, IDatabaseProvider provider, CurrentActor current)
    : DbContext(options)
{
    private readonly List<IDomainEvent> _events = [];

#pragma warning disable CS1591 // One set per entity; the entity's comment says what a row stands for.
    public DbSet<OrgGroup> OrgGroups => Set<OrgGroup>();
    public DbSet<Org> Orgs => Set<Org>();
    public DbSet<Connection> Connections => Set<Connection>();
    public DbSet<CapabilityState> Capabilities => Set<CapabilityState>();
    public DbSet<HeldRight> Rights => Set<HeldRight>();
    public DbSet<Responder> Responders => Set<Responder>();
    public DbSet<SyncRun> SyncRuns => Set<SyncRun>();
    public DbSet<ConnectState> ConnectStates => Set<ConnectState>();
    public DbSet<Authorization> Authorizations => Set<Authorization>();
    public DbSet<InventoryItem> Items => Set<InventoryItem>();
    public DbSet<ItemChange> ItemChanges => Set<ItemChange>();
    public DbSet<LoginUse> LoginUses => Set<LoginUse>();
    public DbSet<SetupChange> SetupChanges => Set<SetupChange>();
    public DbSet<AppCalls> AppCalls => Set<AppCalls>();
    public DbSet<ScopeUse> ScopeUses => Set<ScopeUse>();
    public DbSet<ObjectUse> ObjectUses => Set<ObjectUse>();
    public DbSet<OrgSession> OrgSessions => Set<OrgSession>();
    public DbSet<CertificateCare> CertificateCare => Set<CertificateCare>();
    public DbSet<Finding> Findings => Set<Finding>();
    public DbSet<RuleTally> RuleTallies => Set<RuleTally>();
    public DbSet<AppUse> AppUses => Set<AppUse>();
    public DbSet<AppControls> AppControls => Set<AppControls>();
    public DbSet<Policy> Policies => Set<Policy>();
    public DbSet<PolicyBinding> PolicyBindings => Set<PolicyBinding>();
    public DbSet<PolicyChange> PolicyChanges => Set<PolicyChange>();
    public DbSet<Waiver> Waivers => Set<Waiver>();
    public DbSet<SetStanding> SetStandings => Set<SetStanding>();
    public DbSet<ChangedGrant> ChangedGrants => Set<ChangedGrant>();
    public DbSet<CatalogEntry> CatalogEntries => Set<CatalogEntry>();
    public DbSet<SpecVersion> SpecVersions => Set<SpecVersion>();
    public DbSet<Vendor> Vendors => Set<Vendor>();
    public DbSet<Integration> Integrations => Set<Integration>();
    public DbSet<SignedDecision> SignedDecisions => Set<SignedDecision>();
    public DbSet<ListedPerson> ListedPeople => Set<ListedPerson>();
    public DbSet<SnapshotImport> SnapshotImports => Set<SnapshotImport>();
    public DbSet<Request> Requests => Set<Request>();
    public DbSet<RequestTarget> RequestTargets => Set<RequestTarget>();
    public DbSet<RequestErrand> RequestErrands => Set<RequestErrand>();
    public DbSet<RequestSpec> RequestSpecs => Set<RequestSpec>();
    public DbSet<Incident> Incidents => Set<Incident>();
    public DbSet<IncidentTarget> Targets => Set<IncidentTarget>();
    public DbSet<Canary> Canaries => Set<Canary>();
    public DbSet<CanaryTry> CanaryTries => Set<CanaryTry>();
    public DbSet<LaterProof> LaterProofs => Set<LaterProof>();
    public DbSet<Passport> Passports => Set<Passport>();
    public DbSet<ReturnTerms> ReturnTerms => Set<ReturnTerms>();
    public DbSet<EvidenceFile> EvidenceFiles => Set<EvidenceFile>();
    public DbSet<EvidenceChunk> EvidenceChunks => Set<EvidenceChunk>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<NoticeRead> NoticeReads => Set<NoticeRead>();
    public DbSet<Channel> Channels => Set<Channel>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<MailChoice> MailChoices => Set<MailChoice>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<RoleAssignment> RoleAssignments => Set<RoleAssignment>();
    public DbSet<RoleChange> RoleChanges => Set<RoleChange>();
    public DbSet<PortalSession> Sessions => Set<PortalSession>();
    public DbSet<UsedLogout> UsedLogouts => Set<UsedLogout>();
    public DbSet<EmergencyCode> EmergencyCodes => Set<EmergencyCode>();
    public DbSet<EmergencyUse> EmergencyUses => Set<EmergencyUse>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<AuditChain> AuditChain => Set<AuditChain>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<SavedFilter> SavedFilters => Set<SavedFilter>();
    public DbSet<StoredSecret> Secrets => Set<StoredSecret>();
    public DbSet<RefreshLease> RefreshLeases => Set<RefreshLease>();
    public DbSet<KeyRingElement> KeyRing => Set<KeyRingElement>();
    public DbSet<WorkItem> Work => Set<WorkItem>();
    public DbSet<HerokuAccount> HerokuAccounts => Set<HerokuAccount>();
    public DbSet<HerokuCapabilityState> HerokuCapabilities => Set<HerokuCapabilityState>();
    public DbSet<HerokuRead> HerokuReads => Set<HerokuRead>();
    public DbSet<AppLinkAddon> AppLinkAddons => Set<AppLinkAddon>();
    public DbSet<AppLinkRecord> AppLinkRecords => Set<AppLinkRecord>();
    public DbSet<AppLinkDependent> AppLinkDependents => Set<AppLinkDependent>();
#pragma warning restore CS1591

    internal int RowsPerInsert => provider.RowsPerInsert;

    private bool SeesAll => current.Scope.All;

    private string Me => current.Actor.Id;

    private OrgGroupId[] Seen => [.. current.Scope.Groups];

    /// <summary>Tells other slices what happened; handled in the same transaction.</summary>
    public void Raise(IDomainEvent happened) => _events.Add(happened);

    /// <summary>A try that was rolled back has happened to nobody.</summary>
    internal void ForgetEvents() => _events.Clear();

    /// <summary>Until it is disposed, what was read is not searched for changes: of a batch of targets that costs as much as writing them.
    /// What is added, removed or found changed before is known all the same.</summary>
    internal IDisposable WithoutSearching() => new Unsearched(ChangeTracker);

    /// <summary>Whether something new of a kind waits to be saved.</summary>
    internal bool HasAdded<T>() where T : class
    {
        using var unsearched = WithoutSearching();
        return ChangeTracker.Entries<T>().Any(e => e.State == EntityState.Added);
    }

    /// <summary>Saves what was added. Changes of what was read, unless found before, wait for the next time.</summary>
    internal async Task SaveAddedAsync(CancellationToken ct)
    {
        using var unsearched = WithoutSearching();
        await SaveChangesAsync(ct);
    }

    internal async Task DispatchEventsAsync(IServiceProvider services, CancellationToken ct)
    {
        for (var i = 0; i < _events.Count; i++)
        {
            var handlers = typeof(IEventHandler<>).MakeGenericType(_events[i].GetType());
            foreach (var handler in services.GetServices(handlers))
            {
                await (Task)handlers.GetMethod(nameof(IEventHandler<IDomainEvent>.HandleAsync))!.Invoke(handler, [_events[i], ct])!;
            }
        }
        _events.Clear();
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        configurationBuilder.Properties<string>().HaveMaxLength(256);
        configurationBuilder.Properties<OrgGroupId>().HaveConversion<OrgGroupIdConverter>();
        configurationBuilder.Properties<OrgId>().HaveConversion<OrgIdConverter>();
        configurationBuilder.Properties<ConnectionId>().HaveConversion<ConnectionIdConverter>();
        configurationBuilder.Properties<AuthorizationId>().HaveConversion<AuthorizationIdConverter>();
        configurationBuilder.Properties<VendorId>().HaveConversion<VendorIdConverter>();
        configurationBuilder.Properties<RequestId>().HaveConversion<RequestIdConverter>();
        configurationBuilder.Properties<IncidentId>().HaveConversion<IncidentIdConverter>();
        configurationBuilder.Properties<TargetId>().HaveConversion<TargetIdConverter>();
        configurationBuilder.Properties<CanaryId>().HaveConversion<CanaryIdConverter>();
        configurationBuilder.Properties<EvidenceFileId>().HaveConversion<EvidenceFileIdConverter>();
        configurationBuilder.Properties<PersonId>().HaveConversion<PersonIdConverter>();
        configurationBuilder.Properties<SyncId>().HaveConversion<SyncIdConverter>();
        configurationBuilder.Properties<HerokuAccountId>().HaveConversion<HerokuAccountIdConverter>();
        configurationBuilder.Properties<AppLinkAddonId>().HaveConversion<AppLinkAddonIdConverter>();
        configurationBuilder.Properties<AppLinkRecordId>().HaveConversion<AppLinkRecordIdConverter>();
        configurationBuilder.Properties<ItemId>().HaveConversion<ItemIdConverter>();
        configurationBuilder.Properties<IntegrationId>().HaveConversion<IntegrationIdConverter>();
        configurationBuilder.Properties<SignedDecisionId>().HaveConversion<SignedDecisionIdConverter>();
        configurationBuilder.Properties<FindingId>().HaveConversion<FindingIdConverter>();
        configurationBuilder.Properties<PolicyId>().HaveConversion<PolicyIdConverter>();
        configurationBuilder.Properties<PolicyChangeId>().HaveConversion<PolicyChangeIdConverter>();
        configurationBuilder.Properties<WaiverId>().HaveConversion<WaiverIdConverter>();
        configurationBuilder.Properties<SnapshotImportId>().HaveConversion<SnapshotImportIdConverter>();
        configurationBuilder.Properties<CatalogEntryId>().HaveConversion<CatalogEntryIdConverter>();
        configurationBuilder.Properties<SpecVersionId>().HaveConversion<SpecVersionIdConverter>();
        configurationBuilder.Properties<NoticeId>().HaveConversion<NoticeIdConverter>();
        configurationBuilder.Properties<ChannelId>().HaveConversion<ChannelIdConverter>();
        configurationBuilder.Properties<DeliveryId>().HaveConversion<DeliveryIdConverter>();
        provider.ConfigureConventions(configurationBuilder);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(GovernanceDb).Assembly);
        modelBuilder.Entity<Authorization>().Property(a => a.AppKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<Authorization>().Property(a => a.UserKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<OrgGroup>().HasQueryFilter(g => SeesAll || Seen.Contains(g.Id));
        modelBuilder.Entity<Org>().HasQueryFilter(o => SeesAll || Seen.Contains(o.OrgGroupId));
        modelBuilder.Entity<Connection>().HasQueryFilter(c => SeesAll || Seen.Contains(c.OrgGroupId));
        modelBuilder.Entity<CapabilityState>().HasQueryFilter(s =>
            SeesAll || Connections.Any(c => c.Id == s.ConnectionId));
        modelBuilder.Entity<HeldRight>().HasQueryFilter(r => SeesAll || Connections.Any(c => c.Id == r.ConnectionId));
        modelBuilder.Entity<Responder>().HasQueryFilter(r => SeesAll || Connections.Any(c => c.Id == r.ConnectionId));
        modelBuilder.Entity<SyncRun>().HasQueryFilter(s => SeesAll || Connections.Any(c => c.Id == s.ConnectionId));
        modelBuilder.Entity<Authorization>().HasQueryFilter(a => SeesAll || Seen.Contains(a.OrgGroupId));
        modelBuilder.Entity<InventoryItem>().Property(i => i.Key).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<InventoryItem>().Property(i => i.NameKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<InventoryItem>().HasQueryFilter(i => SeesAll || Seen.Contains(i.OrgGroupId));
        modelBuilder.Entity<ItemChange>().HasQueryFilter(c => SeesAll || Seen.Contains(c.OrgGroupId));
        // Event data is seen with its org.
        modelBuilder.Entity<LoginUse>().Property(u => u.AppKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<LoginUse>().Property(u => u.UserId).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<LoginUse>().HasQueryFilter(u => SeesAll || Orgs.Any(o => o.Id == u.OrgId));
        modelBuilder.Entity<SetupChange>().Property(c => c.Key).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<SetupChange>().HasQueryFilter(c => SeesAll || Orgs.Any(o => o.Id == c.OrgId));
        modelBuilder.Entity<AppCalls>().Property(c => c.AppKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<AppCalls>().HasQueryFilter(c => SeesAll || Orgs.Any(o => o.Id == c.OrgId));
        modelBuilder.Entity<ScopeUse>().Property(u => u.AppKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<ScopeUse>().HasQueryFilter(u => SeesAll || Orgs.Any(o => o.Id == u.OrgId));
        modelBuilder.Entity<ObjectUse>().Property(u => u.UserKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<ObjectUse>().Property(u => u.ObjectName).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<ObjectUse>().HasQueryFilter(u => SeesAll || Orgs.Any(o => o.Id == u.OrgId));
        modelBuilder.Entity<OrgSession>().HasQueryFilter(s => SeesAll || Orgs.Any(o => o.Id == s.OrgId));
        modelBuilder.Entity<CertificateCare>().HasQueryFilter(c => SeesAll || Items.Any(i => i.Id == c.ItemId));
        modelBuilder.Entity<Finding>().Property(f => f.ThingKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<Finding>().HasQueryFilter(f => SeesAll || (f.OrgGroupId != null && Seen.Contains(f.OrgGroupId.Value)));
        // A decision rests on all orgs of its integration.
        modelBuilder.Entity<SignedDecision>().HasQueryFilter(d => SeesAll);
        modelBuilder.Entity<Waiver>().HasQueryFilter(w => SeesAll || (w.OrgGroupId != null && Seen.Contains(w.OrgGroupId.Value)));
        modelBuilder.Entity<ChangedGrant>().HasQueryFilter(g => SeesAll);
        modelBuilder.Entity<RuleTally>().HasQueryFilter(t => SeesAll || (t.OrgGroupId != null && Seen.Contains(t.OrgGroupId.Value)));
        modelBuilder.Entity<AppUse>().Property(u => u.AppKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<AppUse>().HasQueryFilter(u => SeesAll || Seen.Contains(u.OrgGroupId));
        modelBuilder.Entity<AppControls>().Property(c => c.AppKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<AppControls>().HasQueryFilter(c => SeesAll || Seen.Contains(c.OrgGroupId));
        modelBuilder.Entity<SetStanding>().Property(s => s.NameKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<SetStanding>().HasQueryFilter(s => SeesAll || Seen.Contains(s.OrgGroupId));
        modelBuilder.Entity<CatalogEntry>().Property(e => e.Name).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<CatalogEntry>().Property(e => e.NameKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<CatalogEntry>().HasQueryFilter(e => SeesAll || (e.OrgGroupId != null && Seen.Contains(e.OrgGroupId.Value)));
        modelBuilder.Entity<SpecVersion>().HasQueryFilter(v => SeesAll || Seen.Contains(v.OrgGroupId));
        modelBuilder.Entity<SnapshotImport>().HasQueryFilter(i => SeesAll || Seen.Contains(i.OrgGroupId));
        // Of a draft nobody but its writer knows.
        modelBuilder.Entity<Request>().HasQueryFilter(r => r.State == RequestState.Draft
            ? r.AskedById == Me : SeesAll || (r.OrgGroupId != null && Seen.Contains(r.OrgGroupId.Value)));
        modelBuilder.Entity<RequestNote>().HasQueryFilter(n => Requests.Any(r => r.Id == n.RequestId));
        modelBuilder.Entity<RequestDecision>().HasQueryFilter(d => SeesAll || Requests.Any(r => r.Id == d.RequestId));
        modelBuilder.Entity<RequestErrand>().HasQueryFilter(e => SeesAll || Requests.Any(r => r.Id == e.RequestId));
        // Handed in, it is its writer's alone; then it is seen with its request.
        modelBuilder.Entity<RequestSpec>().HasQueryFilter(s => s.RequestId == null ? s.ById == Me : Requests.Any(r => r.Id == s.RequestId));
        modelBuilder.Entity<RequestTarget>().HasQueryFilter(t => SeesAll || Requests.Any(r => r.Id == t.RequestId));
        modelBuilder.Entity<Notice>().HasQueryFilter(n =>
            SeesAll || n.Parts.Any(p => p.OrgGroupId != null && Seen.Contains(p.OrgGroupId.Value)));
        modelBuilder.Entity<NoticePart>().HasQueryFilter(p => SeesAll || (p.OrgGroupId != null && Seen.Contains(p.OrgGroupId.Value)));
        modelBuilder.Entity<IncidentTarget>().HasQueryFilter(t => SeesAll || Seen.Contains(t.OrgGroupId));
        modelBuilder.Entity<Passport>().Property(p => p.AppKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<Passport>().HasQueryFilter(p => SeesAll || Seen.Contains(p.OrgGroupId));
        modelBuilder.Entity<ReturnTerms>().HasQueryFilter(t => SeesAll || Requests.Any(r => r.Id == t.RequestId));
        modelBuilder.Entity<EvidenceFile>().HasQueryFilter(f => SeesAll || Seen.Contains(f.OrgGroupId));
        modelBuilder.Entity<EvidenceChunk>().HasQueryFilter(c => SeesAll || EvidenceFiles.Any(f => f.Id == c.FileId));
        modelBuilder.Entity<Incident>().HasQueryFilter(i => SeesAll || Targets.Any(t => t.IncidentId == i.Id));
        modelBuilder.Entity<LaterProof>().HasQueryFilter(p => SeesAll || (p.OrgGroupId != null && Seen.Contains(p.OrgGroupId.Value)));
        modelBuilder.Entity<Canary>().HasQueryFilter(c => SeesAll || Seen.Contains(c.OrgGroupId));
        modelBuilder.Entity<CanaryTry>().Property(t => t.AppKey).UseCollation(provider.OrdinalCollation);
        modelBuilder.Entity<CanaryTry>().HasQueryFilter(t => SeesAll || Seen.Contains(t.OrgGroupId));
        // What AppLink holds of an org is seen with that org; the add-on and the account by whoever sees something of it.
        modelBuilder.Entity<AppLinkRecord>().HasQueryFilter(r => SeesAll || Orgs.Any(o => o.SalesforceKey == r.OrgKey));
        modelBuilder.Entity<AppLinkDependent>().HasQueryFilter(d => SeesAll || Orgs.Any(o => o.SalesforceKey == d.OrgKey));
        modelBuilder.Entity<AppLinkAddon>().HasQueryFilter(a => SeesAll || AppLinkRecords.Any(r => r.AddonId == a.Id));
        modelBuilder.Entity<HerokuAccount>().HasQueryFilter(h => SeesAll || AppLinkAddons.Any(a => a.AccountId == h.Id));
        modelBuilder.Entity<HerokuCapabilityState>().HasQueryFilter(s =>
            SeesAll || HerokuAccounts.Any(h => h.Id == s.AccountId));
        modelBuilder.Entity<HerokuRead>().HasQueryFilter(r => SeesAll || HerokuAccounts.Any(h => h.Id == r.AccountId));
        modelBuilder.Entity<AuditEntry>().HasQueryFilter(e =>
            SeesAll || (e.SubjectOrgGroupId != null && Seen.Contains(e.SubjectOrgGroupId.Value)));
    }

    private sealed class OrgGroupIdConverter() : ValueConverter<OrgGroupId, Guid>(id => id.Value, g => new OrgGroupId(g));

    private sealed class OrgIdConverter() : ValueConverter<OrgId, Guid>(id => id.Value, g => new OrgId(g));

    private sealed class ConnectionIdConverter() : ValueConverter<ConnectionId, Guid>(id => id.Value, g => new ConnectionId(g));

    private sealed class AuthorizationIdConverter() : ValueConverter<AuthorizationId, Guid>(id => id.Value, g => new AuthorizationId(g));

    private sealed class VendorIdConverter() : ValueConverter<VendorId, Guid>(id => id.Value, g => new VendorId(g));

    private sealed class RequestIdConverter() : ValueConverter<RequestId, Guid>(id => id.Value, g => new RequestId(g));

    private sealed class IncidentIdConverter() : ValueConverter<IncidentId, Guid>(id => id.Value, g => new IncidentId(g));

    private sealed class TargetIdConverter() : ValueConverter<TargetId, Guid>(id => id.Value, g => new TargetId(g));

    private sealed class CanaryIdConverter() : ValueConverter<CanaryId, Guid>(id => id.Value, g => new CanaryId(g));

    private sealed class EvidenceFileIdConverter() : ValueConverter<EvidenceFileId, Guid>(id => id.Value, g => new EvidenceFileId(g));

    private sealed class PersonIdConverter() : ValueConverter<PersonId, Guid>(id => id.Value, g => new PersonId(g));

    private sealed class SyncIdConverter() : ValueConverter<SyncId, Guid>(id => id.Value, g => new SyncId(g));

    private sealed class HerokuAccountIdConverter()
        : ValueConverter<HerokuAccountId, Guid>(id => id.Value, g => new HerokuAccountId(g));

    private sealed class AppLinkAddonIdConverter() : ValueConverter<AppLinkAddonId, Guid>(id => id.Value, g => new AppLinkAddonId(g));

    private sealed class AppLinkRecordIdConverter()
        : ValueConverter<AppLinkRecordId, Guid>(id => id.Value, g => new AppLinkRecordId(g));

    private sealed class IntegrationIdConverter() : ValueConverter<IntegrationId, Guid>(id => id.Value, g => new IntegrationId(g));

    private sealed class SignedDecisionIdConverter()
        : ValueConverter<SignedDecisionId, Guid>(id => id.Value, g => new SignedDecisionId(g));

    private sealed class FindingIdConverter() : ValueConverter<FindingId, Guid>(id => id.Value, g => new FindingId(g));

    private sealed class PolicyIdConverter() : ValueConverter<PolicyId, Guid>(id => id.Value, g => new PolicyId(g));

    private sealed class PolicyChangeIdConverter() : ValueConverter<PolicyChangeId, Guid>(id => id.Value, g => new PolicyChangeId(g));

    private sealed class WaiverIdConverter() : ValueConverter<WaiverId, Guid>(id => id.Value, g => new WaiverId(g));

    private sealed class SnapshotImportIdConverter()
        : ValueConverter<SnapshotImportId, Guid>(id => id.Value, g => new SnapshotImportId(g));

    private sealed class CatalogEntryIdConverter()
        : ValueConverter<CatalogEntryId, Guid>(id => id.Value, g => new CatalogEntryId(g));

    private sealed class SpecVersionIdConverter()
        : ValueConverter<SpecVersionId, Guid>(id => id.Value, g => new SpecVersionId(g));

    private sealed class NoticeIdConverter() : ValueConverter<NoticeId, Guid>(id => id.Value, g => new NoticeId(g));

    private sealed class ChannelIdConverter() : ValueConverter<ChannelId, Guid>(id => id.Value, g => new ChannelId(g));

    private sealed class DeliveryIdConverter() : ValueConverter<DeliveryId, Guid>(id => id.Value, g => new DeliveryId(g));

    private sealed class ItemIdConverter() : ValueConverter<ItemId, Guid>(id => id.Value, g => new ItemId(g));

    private sealed class Unsearched : IDisposable
    {
        private readonly ChangeTracker _tracker;

        public Unsearched(ChangeTracker tracker) => (_tracker = tracker).AutoDetectChangesEnabled = false;

        public void Dispose() => _tracker.AutoDetectChangesEnabled = true;
    }
}
