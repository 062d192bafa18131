using Governance.Domain.Catalog;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class CatalogEntryConfiguration : IEntityTypeConfiguration<CatalogEntry>
{
    public void Configure(EntityTypeBuilder<CatalogEntry> builder)
    {
        builder.ToTable("CatalogEntries");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.OrgKey).HasMaxLength(15);
        builder.Property(e => e.Name).HasMaxLength(InventoryItem.KeyMaxLength);
        builder.Property(e => e.NameKey).HasMaxLength(InventoryItem.KeyMaxLength);
        builder.Property(e => e.Label).HasMaxLength(InventoryItem.NameMaxLength);
        builder.Property(e => e.ProviderType).HasMaxLength(60);
        builder.Property(e => e.AddonName).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(e => e.ConnectionName).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(e => e.AppName).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.HasIndex(e => new { e.OrgKey, e.Name }).IsUnique();
        builder.HasIndex(e => new { e.NameKey, e.Id, e.OrgGroupId });
        builder.HasOne<Org>().WithMany().HasForeignKey(e => e.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SpecVersionConfiguration : IEntityTypeConfiguration<SpecVersion>
{
    public void Configure(EntityTypeBuilder<SpecVersion> builder)
    {
        builder.ToTable("SpecVersions");
        builder.HasKey(v => v.Id);
        builder.Property(v => v.Id).ValueGeneratedNever();
        builder.Property(v => v.TextHash).HasMaxLength(64);
        builder.Property(v => v.Text).HasMaxLength(-1);
        builder.Property(v => v.PermissionSetsText).HasColumnName("PermissionSets").HasMaxLength(-1);
        builder.Property(v => v.AuthorId).HasMaxLength(80);
        builder.Property(v => v.AuthorName).HasMaxLength(200);
        builder.Property(v => v.Reason).HasMaxLength(SpecVersion.ReasonMaxLength);
        builder.Property(v => v.Problem).HasMaxLength(SpecVersion.ProblemMaxLength);
        builder.Property(v => v.Title).HasMaxLength(ApiSpec.NameMaxLength);
        builder.Property(v => v.ApiVersion).HasMaxLength(ApiSpec.NameMaxLength);
        builder.HasIndex(v => new { v.EntryId, v.Source, v.At });
        builder.HasIndex(v => new { v.OrgId, v.TextHash });
        builder.HasOne<CatalogEntry>().WithMany().HasForeignKey(v => v.EntryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Org>().WithMany().HasForeignKey(v => v.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}
