using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class InventoryItemConfiguration : IEntityTypeConfiguration<InventoryItem>
{
    /// <summary>Quoted as all three databases take it.</summary>
    private const string Present = "\"GoneAt\" IS NULL";

    public void Configure(EntityTypeBuilder<InventoryItem> builder)
    {
        builder.ToTable("InventoryItems");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.Key).HasMaxLength(InventoryItem.KeyMaxLength);
        builder.Property(i => i.Name).HasMaxLength(InventoryItem.NameMaxLength);
        builder.Property(i => i.NameKey).HasMaxLength(InventoryItem.NameMaxLength);
        builder.Property(i => i.FactsText).HasColumnName("Facts").HasMaxLength(-1);
        builder.Property(i => i.ApprovedText).HasColumnName("ApprovedFacts").HasMaxLength(-1);
        builder.HasIndex(i => new { i.OrgId, i.Kind, i.Source, i.Key }).IsUnique();
        builder.HasIndex(i => new { i.Kind, i.NameKey, i.Id, i.OrgGroupId }).HasDatabaseName("IX_InventoryItems_ByName").HasFilter(Present);
        builder.HasIndex(i => new { i.Kind, i.EndsAt, i.Id, i.OrgGroupId }).HasDatabaseName("IX_InventoryItems_ByEnd").HasFilter(Present);
        builder.HasIndex(i => new { i.Kind, i.ChangedAt, i.Id, i.OrgGroupId }).HasDatabaseName("IX_InventoryItems_ByChange").HasFilter(Present);
        builder.HasIndex(i => new { i.Key, i.Kind, i.OrgGroupId }).HasDatabaseName("IX_InventoryItems_ByKey").HasFilter(Present);
        builder.HasOne<Org>().WithMany().HasForeignKey(i => i.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ItemChangeConfiguration : IEntityTypeConfiguration<ItemChange>
{
    public void Configure(EntityTypeBuilder<ItemChange> builder)
    {
        builder.ToTable("ItemChanges");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.FieldsText).HasColumnName("Fields").HasMaxLength(-1);
        builder.HasIndex(c => new { c.ItemId, c.At });
        builder.HasIndex(c => new { c.OrgId, c.At });
        // No foreign key to the item: history outlives it.
        builder.HasOne<Org>().WithMany().HasForeignKey(c => c.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SnapshotImportConfiguration : IEntityTypeConfiguration<SnapshotImport>
{
    public void Configure(EntityTypeBuilder<SnapshotImport> builder)
    {
        builder.ToTable("SnapshotImports");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.FileName).HasMaxLength(SnapshotImport.FileNameMaxLength);
        builder.Property(i => i.ActorId).HasMaxLength(80);
        builder.Property(i => i.ActorName).HasMaxLength(200);
        builder.Property(i => i.SummaryText).HasColumnName("Summary").HasMaxLength(-1);
        builder.HasIndex(i => new { i.OrgId, i.ImportedAt });
        builder.HasIndex(i => new { i.ActorId, i.ImportedAt });
        builder.HasOne<Org>().WithMany().HasForeignKey(i => i.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CertificateCareConfiguration : IEntityTypeConfiguration<CertificateCare>
{
    public void Configure(EntityTypeBuilder<CertificateCare> builder)
    {
        builder.ToTable("CertificateCare");
        builder.HasKey(c => c.ItemId);
        builder.Property(c => c.ItemId).ValueGeneratedNever();
        builder.Property(c => c.Owner).HasMaxLength(CertificateCare.MailMaxLength);
        builder.Property(c => c.Deputy).HasMaxLength(CertificateCare.MailMaxLength);
        builder.Property(c => c.ReplacedBy).HasMaxLength(InventoryItem.NameMaxLength);
        builder.Property(c => c.Note).HasMaxLength(CertificateCare.NoteMaxLength);
        builder.Property(c => c.PlannedBy).HasMaxLength(200);
        builder.Property(c => c.AcknowledgedBy).HasMaxLength(200);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasOne<InventoryItem>().WithOne().HasForeignKey<CertificateCare>(c => c.ItemId).OnDelete(DeleteBehavior.Cascade);
    }
}
