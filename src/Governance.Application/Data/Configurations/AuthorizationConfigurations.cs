using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Incidents;
using Governance.Domain.Orgs;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class AuthorizationConfiguration : IEntityTypeConfiguration<Authorization>
{
    /// <summary>Quoted as all three databases take it.</summary>
    private const string Present = "\"GoneAt\" IS NULL";

    private const string OfUnknownApp = "\"GoneAt\" IS NULL AND \"AppKind\" = 'Unknown'";

    public void Configure(EntityTypeBuilder<Authorization> builder)
    {
        builder.ToTable("Authorizations");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.RowKey).HasMaxLength(TokenRowKey.Length);
        builder.Property(a => a.AppName).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(a => a.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(a => a.DeveloperName).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(a => a.ApplicationId).HasMaxLength(18);
        builder.Property(a => a.UserId).HasMaxLength(15);
        builder.Property(a => a.Username).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(a => a.UserKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(a => a.OwnerName).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(a => a.ProfileName).HasMaxLength(Authorization.NameMaxLength);
        builder.Ignore(a => a.Fallback);
        builder.HasIndex(a => new { a.OrgId, a.RowKey }).IsUnique();
        // One index for each order of the list, with the org group in it: a page of a million rows is read from where it
        // begins, and rows out of scope are skipped without being looked at.
        builder.HasIndex(a => new { a.AppKey, a.Id, a.OrgGroupId }).HasDatabaseName("IX_Authorizations_ByApp").HasFilter(Present);
        builder.HasIndex(a => new { a.UserKey, a.Id, a.OrgGroupId }).HasDatabaseName("IX_Authorizations_ByUser").HasFilter(Present);
        builder.HasIndex(a => new { a.CreatedAt, a.Id, a.OrgGroupId }).HasDatabaseName("IX_Authorizations_ByCreated").HasFilter(Present);
        builder.HasIndex(a => new { a.UsesKey, a.Id, a.OrgGroupId }).HasDatabaseName("IX_Authorizations_ByUses").HasFilter(Present);
        builder.HasIndex(a => new { a.LastUsedKey, a.CreatedAt, a.Id, a.OrgGroupId }).HasDatabaseName("IX_Authorizations_ByLastUse").HasFilter(Present);
        builder.HasIndex(a => new { a.OrgId, a.LastUsedKey, a.CreatedAt, a.Id, a.OrgGroupId }).HasDatabaseName("IX_Authorizations_ByOrg").HasFilter(Present);
        builder.HasIndex(a => new { a.VendorId, a.LastUsedKey, a.CreatedAt, a.Id, a.OrgGroupId, a.OrgId })
            .HasDatabaseName("IX_Authorizations_ByVendor").HasFilter(Present);
        builder.HasIndex(a => new { a.UserIsActive, a.LastUsedKey, a.CreatedAt, a.Id, a.OrgGroupId }).HasDatabaseName("IX_Authorizations_ByOwnerState").HasFilter(Present);
        builder.HasIndex(a => new { a.Kind, a.Id, a.OrgGroupId }).HasDatabaseName("IX_Authorizations_OfUnknownApps").HasFilter(OfUnknownApp);
        builder.HasIndex(a => a.GoneAt).HasFilter("\"GoneAt\" IS NOT NULL");
        builder.HasOne<Org>().WithMany().HasForeignKey(a => a.OrgId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Vendor>().WithMany().HasForeignKey(a => a.VendorId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class VendorConfiguration : IEntityTypeConfiguration<Vendor>
{
    public void Configure(EntityTypeBuilder<Vendor> builder)
    {
        builder.ToTable("Vendors");
        builder.HasKey(v => v.Id);
        builder.Property(v => v.Id).ValueGeneratedNever();
        builder.Property(v => v.Name).HasMaxLength(Vendor.NameMaxLength);
        builder.Property(v => v.ProfileText).HasColumnName("Profile").HasMaxLength(-1);
        builder.HasIndex(v => v.Name).IsUnique();
        builder.Property(v => v.Version).IsConcurrencyToken();
        builder.OwnsMany(v => v.Rules, rules =>
        {
            rules.ToTable("VendorRules");
            rules.WithOwner().HasForeignKey("VendorId");
            rules.Property<Guid>("Id").ValueGeneratedOnAdd();
            rules.HasKey("Id");
            rules.Property(r => r.Pattern).HasMaxLength(Authorization.NameMaxLength);
        });
        builder.Navigation(v => v.Rules).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class IncidentConfiguration : IEntityTypeConfiguration<Incident>
{
    public void Configure(EntityTypeBuilder<Incident> builder)
    {
        builder.ToTable("Incidents");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.HasIndex(i => i.Number).IsUnique();
        builder.Property(i => i.Scope).HasMaxLength(Incident.ScopeMaxLength);
        builder.Property(i => i.Reason).HasMaxLength(Incident.ReasonMaxLength);
        builder.Property(i => i.ReviewNotes).HasMaxLength(Incident.ReasonMaxLength);
        builder.Ignore(i => i.Name);
        builder.Ignore(i => i.ReviewDueAt);
        builder.Ignore(i => i.IsHeld);
        builder.Property(i => i.Version).IsConcurrencyToken();
    }
}

internal sealed class LaterProofConfiguration : IEntityTypeConfiguration<LaterProof>
{
    public void Configure(EntityTypeBuilder<LaterProof> builder)
    {
        builder.ToTable("LaterProofs");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Trouble).HasMaxLength(LaterProof.TroubleMaxLength);
        builder.HasIndex(p => new { p.IncidentId, p.ConnectionId, p.DueAt });
        builder.HasOne<Incident>().WithMany().HasForeignKey(p => p.IncidentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CanaryConfiguration : IEntityTypeConfiguration<Canary>
{
    public void Configure(EntityTypeBuilder<Canary> builder)
    {
        builder.ToTable("Canaries");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.ApplicationKey).HasMaxLength(SalesforceIds.KeyLength);
        builder.Property(c => c.AppName).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(c => c.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(c => c.ClientId).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(c => c.DoorSubject).HasMaxLength(PlannedAct.SubjectMaxLength);
        builder.Property(c => c.UserKey).HasMaxLength(SalesforceIds.KeyLength);
        builder.Property(c => c.Username).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(c => c.Cause).HasMaxLength(Canary.CauseMaxLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.AppId);
        builder.HasIndex(c => c.ConnectionId);
        builder.HasOne<Connection>().WithMany().HasForeignKey(c => c.ConnectionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CanaryTryConfiguration : IEntityTypeConfiguration<CanaryTry>
{
    public void Configure(EntityTypeBuilder<CanaryTry> builder)
    {
        builder.ToTable("CanaryTries");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.AppName).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(t => t.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(t => t.UserKey).HasMaxLength(SalesforceIds.KeyLength);
        builder.Property(t => t.Username).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(t => t.Words).HasMaxLength(CanaryTry.WordsMaxLength);
        builder.HasIndex(t => new { t.IncidentId, t.SentAt });
        builder.HasIndex(t => new { t.OrgId, t.SentAt });
        builder.HasOne<Incident>().WithMany().HasForeignKey(t => t.IncidentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class IncidentTargetConfiguration : IEntityTypeConfiguration<IncidentTarget>
{
    public void Configure(EntityTypeBuilder<IncidentTarget> builder)
    {
        builder.ToTable("IncidentTargets");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.RowKey).HasMaxLength(TokenRowKey.Length);
        builder.Property(t => t.AppName).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(t => t.Username).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(t => t.LastAnswer).HasMaxLength(IncidentTarget.AnswerMaxLength);
        builder.Property(t => t.Subject).HasMaxLength(PlannedAct.SubjectMaxLength);
        builder.Property(t => t.Before).HasMaxLength(PlannedAct.BeforeMaxLength);
        builder.Property(t => t.Former).HasMaxLength(PlannedAct.BeforeMaxLength);
        builder.Property(t => t.UndoAnswer).HasMaxLength(IncidentTarget.AnswerMaxLength);
        builder.Ignore(t => t.Step);
        builder.Ignore(t => t.CanUndo);
        builder.Ignore(t => t.IsSettled);
        builder.Ignore(t => t.IsAtHeroku);
        builder.Property(t => t.Version).IsConcurrencyToken();
        // The last: how each org group stands is counted after every proof, over all targets.
        builder.HasIndex(t => new { t.IncidentId, t.State, t.OrgGroupId });
        // Each org of a containment asks for its own, again and again, and has one in a hundred.
        builder.HasIndex(t => new { t.IncidentId, t.ConnectionId });
        builder.HasIndex(t => t.AuthorizationId);
        builder.HasIndex(t => t.RecordId);
        builder.HasOne<Incident>().WithMany().HasForeignKey(t => t.IncidentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Authorization>().WithMany().HasForeignKey(t => t.AuthorizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<AppLinkRecord>().WithMany().HasForeignKey(t => t.RecordId).OnDelete(DeleteBehavior.Restrict);
    }
}
