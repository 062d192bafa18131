using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class IntegrationConfiguration : IEntityTypeConfiguration<Integration>
{
    public void Configure(EntityTypeBuilder<Integration> builder)
    {
        builder.ToTable("Integrations");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.Name).HasMaxLength(Integration.NameMaxLength);
        builder.HasIndex(i => i.Name).IsUnique();
        builder.Property(i => i.Owner).HasMaxLength(Integration.MailMaxLength);
        builder.Property(i => i.FactsText).HasColumnName("Facts").HasMaxLength(-1);
        builder.Property(i => i.Version).IsConcurrencyToken();
        builder.OwnsMany(i => i.Parts, parts =>
        {
            parts.ToTable("IntegrationParts");
            parts.WithOwner().HasForeignKey("IntegrationId");
            parts.Property<Guid>("Id").ValueGeneratedOnAdd();
            parts.HasKey("Id");
            parts.Property(p => p.Name).HasMaxLength(InventoryItem.NameMaxLength);
            parts.Property(p => p.Key).HasMaxLength(InventoryItem.NameMaxLength);
            parts.Ignore(p => p.Identity);
        });
        builder.Navigation(i => i.Parts).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class SignedDecisionConfiguration : IEntityTypeConfiguration<SignedDecision>
{
    public void Configure(EntityTypeBuilder<SignedDecision> builder)
    {
        builder.ToTable("SignedDecisions");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.InputsText).HasColumnName("Inputs").HasMaxLength(-1);
        builder.Property(d => d.Text).HasMaxLength(-1);
        builder.Property(d => d.TextHash).HasMaxLength(64);
        builder.Property(d => d.Substance).HasMaxLength(64);
        builder.Property(d => d.SignedBy).HasMaxLength(Integration.MailMaxLength);
        builder.HasIndex(d => new { d.IntegrationId, d.SignedAt });
        builder.HasOne<Integration>().WithMany().HasForeignKey(d => d.IntegrationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ListedPersonConfiguration : IEntityTypeConfiguration<ListedPerson>
{
    public void Configure(EntityTypeBuilder<ListedPerson> builder)
    {
        builder.ToTable("ListedPeople");
        builder.HasKey(p => p.Mail);
        builder.Property(p => p.Mail).HasMaxLength(Integration.MailMaxLength);
    }
}
