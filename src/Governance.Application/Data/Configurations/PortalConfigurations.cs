using Governance.Application.Work;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("People");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Issuer).HasMaxLength(Person.TextMaxLength);
        builder.Property(p => p.Subject).HasMaxLength(Person.TextMaxLength);
        builder.Property(p => p.Name).HasMaxLength(Person.TextMaxLength);
        builder.Property(p => p.Mail).HasMaxLength(Person.TextMaxLength);
        builder.Property(p => p.KnownGroups).HasMaxLength(-1);
        builder.Property(p => p.BlockedBy).HasMaxLength(Person.TextMaxLength);
        builder.HasIndex(p => new { p.Issuer, p.Subject }).IsUnique();
    }
}

internal sealed class RoleAssignmentConfiguration : IEntityTypeConfiguration<RoleAssignment>
{
    public void Configure(EntityTypeBuilder<RoleAssignment> builder)
    {
        builder.ToTable("RoleAssignments");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Group).HasMaxLength(ProviderGroup.MaxLength);
        builder.HasOne<OrgGroup>().WithMany().HasForeignKey(a => a.OrgGroupId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RoleChangeConfiguration : IEntityTypeConfiguration<RoleChange>
{
    public void Configure(EntityTypeBuilder<RoleChange> builder)
    {
        builder.ToTable("RoleChanges");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Group).HasMaxLength(ProviderGroup.MaxLength);
        builder.Property(c => c.Reason).HasMaxLength(RoleChange.ReasonMaxLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasOne<OrgGroup>().WithMany().HasForeignKey(c => c.OrgGroupId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => c.State);
    }
}

internal sealed class PortalSessionConfiguration : IEntityTypeConfiguration<PortalSession>
{
    public void Configure(EntityTypeBuilder<PortalSession> builder)
    {
        builder.ToTable("Sessions");
        builder.HasKey(s => s.ReferenceHash);
        builder.Property(s => s.ReferenceHash).HasMaxLength(64);
        builder.Property(s => s.Ticket).HasMaxLength(PortalSession.SealedMaxLength);
        builder.Property(s => s.Draft).HasMaxLength(PortalSession.SealedMaxLength);
        builder.Property(s => s.Subject).HasMaxLength(512);
        builder.Property(s => s.Device).HasMaxLength(PortalSession.LabelMaxLength);
        builder.Property(s => s.Address).HasMaxLength(PortalSession.LabelMaxLength);
        builder.Property(s => s.ProviderSession).HasMaxLength(PortalSession.SidMaxLength);
        builder.Property(s => s.Grant).HasMaxLength(PortalSession.GrantMaxLength);
        builder.Property(s => s.Groups).HasMaxLength(-1);
        builder.HasIndex(s => s.EndsAt);
        builder.HasIndex(s => s.ProviderSession);
    }
}

internal sealed class UsedLogoutConfiguration : IEntityTypeConfiguration<UsedLogout>
{
    public void Configure(EntityTypeBuilder<UsedLogout> builder)
    {
        builder.ToTable("UsedLogouts");
        builder.HasKey(u => u.IdHash);
        builder.Property(u => u.IdHash).HasMaxLength(64);
        builder.HasIndex(u => u.EndsAt);
    }
}

internal sealed class EmergencyCodeConfiguration : IEntityTypeConfiguration<EmergencyCode>
{
    public void Configure(EntityTypeBuilder<EmergencyCode> builder)
    {
        builder.ToTable("EmergencyCodes");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Hash).HasMaxLength(EmergencyCode.HashLength);
    }
}

internal sealed class EmergencyUseConfiguration : IEntityTypeConfiguration<EmergencyUse>
{
    public void Configure(EntityTypeBuilder<EmergencyUse> builder)
    {
        builder.ToTable("EmergencyUses");
        builder.HasKey(u => u.Id);
        builder.Property(u => u.Id).ValueGeneratedNever();
        builder.Property(u => u.ClaimedName).HasMaxLength(EmergencyUse.NameMaxLength);
        builder.Property(u => u.Address).HasMaxLength(PortalSession.LabelMaxLength);
        builder.Property(u => u.Note).HasMaxLength(EmergencyUse.NoteMaxLength);
        builder.Property(u => u.Version).IsConcurrencyToken();
        builder.HasOne<Person>().WithOne().HasForeignKey<EmergencyUse>(u => u.Id).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(u => u.ReviewedAt);
        builder.HasIndex(u => u.At);
    }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries", table => table.HasTrigger("AuditEntries_InsertOnly"));
        builder.HasKey(e => e.Seq);
        builder.Property(e => e.Seq).ValueGeneratedNever();
        builder.HasIndex(e => e.Id).IsUnique();
        foreach (var name in new[]
                 {
                     nameof(AuditEntry.ActorId), nameof(AuditEntry.ActorName), nameof(AuditEntry.ActorRole),
                     nameof(AuditEntry.ActorOrgGroup), nameof(AuditEntry.OnBehalfOf), nameof(AuditEntry.Session),
                     nameof(AuditEntry.SourceIp), nameof(AuditEntry.Action), nameof(AuditEntry.SubjectType),
                     nameof(AuditEntry.SubjectId), nameof(AuditEntry.SubjectName), nameof(AuditEntry.Request),
                     nameof(AuditEntry.Incident),
                 })
        {
            builder.Property(name).HasMaxLength(AuditEntry.NameMaxLength);
        }
        builder.Property(e => e.Reason).HasMaxLength(AuditEntry.ReasonMaxLength);
        builder.Property(e => e.Before).HasMaxLength(-1);
        builder.Property(e => e.After).HasMaxLength(-1);
        builder.Property(e => e.PreviousHash).HasMaxLength(64);
        builder.Property(e => e.Hash).HasMaxLength(64);
        builder.HasIndex(e => e.At);
        builder.HasIndex(e => e.Action);
        builder.HasIndex(e => e.ActorId);
        builder.HasIndex(e => new { e.SubjectType, e.SubjectId });
    }
}

internal sealed class AuditChainConfiguration : IEntityTypeConfiguration<AuditChain>
{
    public void Configure(EntityTypeBuilder<AuditChain> builder)
    {
        builder.ToTable("AuditChain");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Hash).HasMaxLength(64);
        builder.HasData(new AuditChain());
    }
}

internal sealed class AuditHeadConfiguration : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("AuditHeads", table => table.HasTrigger("AuditHeads_InsertOnly"));
        builder.HasKey(h => h.Id);
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.Hash).HasMaxLength(64);
        builder.Property(h => h.KeyId).HasMaxLength(64);
        builder.Property(h => h.Signature).HasMaxLength(200);
        builder.HasIndex(h => h.Seq);
        builder.HasIndex(h => h.At);
    }
}

internal sealed class StoredSecretConfiguration : IEntityTypeConfiguration<StoredSecret>
{
    public void Configure(EntityTypeBuilder<StoredSecret> builder)
    {
        builder.ToTable("Secrets");
        builder.HasKey(s => s.Name);
        builder.Property(s => s.Name).HasMaxLength(120);
        builder.Property(s => s.Sealed).HasMaxLength(-1);
    }
}

internal sealed class KeyRingElementConfiguration : IEntityTypeConfiguration<KeyRingElement>
{
    public void Configure(EntityTypeBuilder<KeyRingElement> builder)
    {
        builder.ToTable("KeyRing");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Xml).HasMaxLength(-1);
    }
}

internal sealed class WorkItemConfiguration : IEntityTypeConfiguration<WorkItem>
{
    public void Configure(EntityTypeBuilder<WorkItem> builder)
    {
        builder.ToTable("Work");
        builder.HasKey(w => w.Id);
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Kind).HasMaxLength(40);
        builder.Property(w => w.OnBehalfOf).HasMaxLength(120);
        builder.Property(w => w.ClaimedBy).HasMaxLength(40);
        builder.Property(w => w.Lane).HasMaxLength(WorkItem.LaneMaxLength);
        builder.Property(w => w.ClaimedLane).HasMaxLength(WorkItem.LaneMaxLength);
        builder.HasIndex(w => w.ClaimedLane).IsUnique();
        builder.Property(w => w.LastFault).HasMaxLength(16);
        builder.HasIndex(w => new { w.DoneAt, w.NotBefore });
        builder.HasIndex(w => new { w.SubjectId, w.PartId });
    }
}

internal sealed class SavedFilterConfiguration : IEntityTypeConfiguration<SavedFilter>
{
    public void Configure(EntityTypeBuilder<SavedFilter> builder)
    {
        builder.ToTable("SavedFilters");
        builder.HasKey(f => f.Id);
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.OwnerId).HasMaxLength(80);
        builder.Property(f => f.Name).HasMaxLength(SavedFilter.NameMaxLength);
        builder.Property(f => f.Query).HasMaxLength(SavedFilter.QueryMaxLength);
        builder.HasIndex(f => new { f.OwnerId, f.List, f.Name }).IsUnique();
    }
}
