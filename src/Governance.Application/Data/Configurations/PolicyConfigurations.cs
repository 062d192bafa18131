using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class FindingConfiguration : IEntityTypeConfiguration<Finding>
{
    public void Configure(EntityTypeBuilder<Finding> builder)
    {
        builder.ToTable("Findings");
        builder.HasKey(f => f.Id);
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.RuleId).HasMaxLength(Finding.RuleIdMaxLength);
        builder.Property(f => f.ThingName).HasMaxLength(Finding.ThingNameMaxLength);
        builder.Property(f => f.ThingKey).HasMaxLength(Finding.ThingNameMaxLength);
        builder.Property(f => f.Reason).HasMaxLength(Finding.ReasonMaxLength);
        // Ordered by gravity, so kept as a number.
        builder.Property(f => f.Severity).HasConversion<int>();
        builder.Property(f => f.Version).IsConcurrencyToken();
        builder.Ignore(f => f.Key);
        builder.Ignore(f => f.IsOpen);
        builder.HasIndex(f => new { f.ThingId, f.RuleId, f.Thing }).IsUnique();
        builder.HasIndex(f => new { f.OrgId, f.State });
        builder.HasIndex(f => new { f.State, f.Severity, f.Since, f.Id, f.OrgGroupId }).HasDatabaseName("IX_Findings_BySeverity");
        builder.HasIndex(f => new { f.RuleId, f.State });
        builder.HasIndex(f => new { f.ThingKey, f.State, f.Id, f.OrgGroupId }).HasDatabaseName("IX_Findings_ByThing");
        builder.HasIndex(f => new { f.Since, f.Severity, f.State, f.OrgGroupId }).HasDatabaseName("IX_Findings_ByOpening");
        builder.HasIndex(f => new { f.ClosedAt, f.Severity, f.OrgGroupId }).HasDatabaseName("IX_Findings_ByClosing");
        builder.HasOne<Org>().WithMany().HasForeignKey(f => f.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RuleTallyConfiguration : IEntityTypeConfiguration<RuleTally>
{
    public void Configure(EntityTypeBuilder<RuleTally> builder)
    {
        builder.ToTable("RuleTallies");
        builder.HasKey(t => new { t.OrgId, t.RuleId });
        builder.Property(t => t.RuleId).HasMaxLength(Finding.RuleIdMaxLength);
    }
}

internal sealed class ChangedGrantConfiguration : IEntityTypeConfiguration<ChangedGrant>
{
    public void Configure(EntityTypeBuilder<ChangedGrant> builder)
    {
        builder.ToTable("ChangedGrants");
        builder.HasKey(g => g.Id);
        builder.Property(g => g.Id).ValueGeneratedNever();
        builder.HasIndex(g => g.OrgId);
        builder.HasOne<Org>().WithMany().HasForeignKey(g => g.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AppUseConfiguration : IEntityTypeConfiguration<AppUse>
{
    public void Configure(EntityTypeBuilder<AppUse> builder)
    {
        builder.ToTable("AppUses");
        builder.HasKey(u => new { u.OrgId, u.AppKey });
        builder.Property(u => u.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(u => u.AppName).HasMaxLength(Finding.ThingNameMaxLength);
        builder.HasOne<Org>().WithMany().HasForeignKey(u => u.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AppControlsConfiguration : IEntityTypeConfiguration<AppControls>
{
    public void Configure(EntityTypeBuilder<AppControls> builder)
    {
        builder.ToTable("AppControls");
        builder.HasKey(c => c.ThingId);
        builder.Property(c => c.ThingId).ValueGeneratedNever();
        builder.Property(c => c.AppName).HasMaxLength(Finding.ThingNameMaxLength);
        builder.Property(c => c.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(c => c.CellsText).HasColumnName("Cells").HasMaxLength(-1);
        builder.HasIndex(c => new { c.Worst, c.AppKey, c.ThingId, c.OrgGroupId }).HasDatabaseName("IX_AppControls_ByWorst");
        builder.HasIndex(c => c.OrgId);
        builder.HasOne<Org>().WithMany().HasForeignKey(c => c.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SetStandingConfiguration : IEntityTypeConfiguration<SetStanding>
{
    public void Configure(EntityTypeBuilder<SetStanding> builder)
    {
        builder.ToTable("SetStandings");
        builder.HasKey(s => s.ItemId);
        builder.Property(s => s.ItemId).ValueGeneratedNever();
        builder.Property(s => s.Name).HasMaxLength(InventoryItem.NameMaxLength);
        builder.Property(s => s.NameKey).HasMaxLength(InventoryItem.NameMaxLength);
        builder.Property(s => s.DangerousText).HasColumnName("DangerousNames").HasMaxLength(SetStanding.DangerousMaxLength);
        builder.Property(s => s.OpensText).HasColumnName("OpensNames").HasMaxLength(-1);
        builder.Property(s => s.ModifiedBy).HasMaxLength(InventoryItem.NameMaxLength);
        builder.HasIndex(s => new { s.NameKey, s.ItemId, s.OrgGroupId }).HasDatabaseName("IX_SetStandings_ByName");
        builder.HasIndex(s => s.OrgId);
        builder.HasOne<Org>().WithMany().HasForeignKey(s => s.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PolicyConfiguration : IEntityTypeConfiguration<Policy>
{
    public void Configure(EntityTypeBuilder<Policy> builder)
    {
        builder.ToTable("Policies");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Name).HasMaxLength(PolicyDocument.NameMaxLength);
        builder.Property(p => p.NameKey).HasMaxLength(PolicyDocument.NameMaxLength);
        builder.Property(p => p.Text).HasMaxLength(-1);
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasIndex(p => p.NameKey).IsUnique();
    }
}

internal sealed class PolicyBindingConfiguration : IEntityTypeConfiguration<PolicyBinding>
{
    public void Configure(EntityTypeBuilder<PolicyBinding> builder)
    {
        builder.ToTable("PolicyBindings");
        builder.HasKey(b => b.Id);
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.HasIndex(b => b.PolicyId);
        builder.HasOne<Policy>().WithMany().HasForeignKey(b => b.PolicyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<OrgGroup>().WithMany().HasForeignKey(b => b.OrgGroupId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PolicyChangeConfiguration : IEntityTypeConfiguration<PolicyChange>
{
    public void Configure(EntityTypeBuilder<PolicyChange> builder)
    {
        builder.ToTable("PolicyChanges");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Name).HasMaxLength(PolicyDocument.NameMaxLength);
        builder.Property(c => c.Text).HasMaxLength(-1);
        builder.Property(c => c.PreviewText).HasColumnName("Preview").HasMaxLength(-1);
        builder.Property(c => c.Reason).HasMaxLength(PolicyChange.ReasonMaxLength);
        builder.Property(c => c.DecisionReason).HasMaxLength(PolicyChange.ReasonMaxLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.State);
        builder.HasOne<Request>().WithMany().HasForeignKey(c => c.RequestId).OnDelete(DeleteBehavior.Restrict);
        // Of a new policy there is no row yet: no foreign key.
        builder.HasIndex(c => c.PolicyId);
    }
}

internal sealed class WaiverConfiguration : IEntityTypeConfiguration<Waiver>
{
    public void Configure(EntityTypeBuilder<Waiver> builder)
    {
        builder.ToTable("Waivers");
        builder.HasKey(w => w.Id);
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.RuleId).HasMaxLength(Finding.RuleIdMaxLength);
        builder.Property(w => w.ThingName).HasMaxLength(Finding.ThingNameMaxLength);
        builder.Property(w => w.Severity).HasConversion<int>();
        builder.Property(w => w.Reason).HasMaxLength(Waiver.ReasonMaxLength);
        builder.Property(w => w.DecisionReason).HasMaxLength(Waiver.ReasonMaxLength);
        builder.Property(w => w.Version).IsConcurrencyToken();
        builder.Ignore(w => w.Key);
        builder.HasIndex(w => new { w.OrgId, w.State });
        builder.HasIndex(w => new { w.State, w.EndsAt, w.Id, w.OrgGroupId }).HasDatabaseName("IX_Waivers_ByEnd");
        builder.HasIndex(w => w.FindingId);
        builder.HasOne<Request>().WithMany().HasForeignKey(w => w.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Finding>().WithMany().HasForeignKey(w => w.FindingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Org>().WithMany().HasForeignKey(w => w.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}
