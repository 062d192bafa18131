using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class HerokuAccountConfiguration : IEntityTypeConfiguration<HerokuAccount>
{
    public void Configure(EntityTypeBuilder<HerokuAccount> builder)
    {
        builder.ToTable("HerokuAccounts");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Name).HasMaxLength(Connection.NameMaxLength);
        builder.Property(a => a.AccountKey).HasMaxLength(AppLinkRow.KeyLength);
        builder.Property(a => a.LiveAccountKey).HasMaxLength(AppLinkRow.KeyLength);
        builder.Property(a => a.Email).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(a => a.Cause).HasMaxLength(Connection.CauseMaxLength);
        builder.Ignore(a => a.Via);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasIndex(a => a.LiveAccountKey).IsUnique();
    }
}

internal sealed class HerokuCapabilityConfiguration : IEntityTypeConfiguration<HerokuCapabilityState>
{
    public void Configure(EntityTypeBuilder<HerokuCapabilityState> builder)
    {
        builder.ToTable("HerokuCapabilities");
        builder.HasKey(s => new { s.AccountId, s.Capability });
        builder.Property(s => s.Detail).HasMaxLength(CapabilityState.DetailMaxLength);
        builder.HasOne<HerokuAccount>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class HerokuReadConfiguration : IEntityTypeConfiguration<HerokuRead>
{
    public void Configure(EntityTypeBuilder<HerokuRead> builder)
    {
        builder.ToTable("HerokuReads");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Email).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(r => r.Problem).HasMaxLength(CapabilityState.DetailMaxLength);
        builder.HasIndex(r => new { r.AccountId, r.StartedAt });
        builder.HasOne<HerokuAccount>().WithMany().HasForeignKey(r => r.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AppLinkAddonConfiguration : IEntityTypeConfiguration<AppLinkAddon>
{
    public void Configure(EntityTypeBuilder<AppLinkAddon> builder)
    {
        builder.ToTable("AppLinkAddons");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Key).HasMaxLength(AppLinkRow.KeyLength);
        builder.Property(a => a.Name).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(a => a.OwnerApp).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(a => a.Trouble).HasMaxLength(AppLinkRow.ErrorMaxLength);
        builder.Property(a => a.PostureText).HasColumnName("Posture").HasMaxLength(-1);
        builder.HasIndex(a => new { a.AccountId, a.Key }).IsUnique();
        builder.OwnsMany(a => a.Attachments, attachments =>
        {
            attachments.ToTable("AppLinkAttachments");
            attachments.WithOwner().HasForeignKey("AddonId");
            attachments.Property<Guid>("Id").ValueGeneratedOnAdd();
            attachments.HasKey("Id");
            attachments.Property(t => t.AppKey).HasMaxLength(AppLinkRow.KeyLength);
            attachments.Property(t => t.AppName).HasMaxLength(AppLinkRow.NameMaxLength);
            attachments.Property(t => t.Name).HasMaxLength(AppLinkRow.NameMaxLength);
        });
        builder.Navigation(a => a.Attachments).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.HasOne<HerokuAccount>().WithMany().HasForeignKey(a => a.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AppLinkRecordConfiguration : IEntityTypeConfiguration<AppLinkRecord>
{
    public void Configure(EntityTypeBuilder<AppLinkRecord> builder)
    {
        builder.ToTable("AppLinkRecords");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Key).HasMaxLength(AppLinkRow.KeyLength);
        builder.Property(r => r.Name).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(r => r.OrgKey).HasMaxLength(15);
        builder.Property(r => r.Username).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(r => r.StatusWord).HasMaxLength(AppLinkRow.WordMaxLength);
        builder.Property(r => r.Method).HasMaxLength(10);
        builder.Property(r => r.AppName).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(r => r.CreatedBy).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(r => r.ErrorCode).HasMaxLength(AppLinkRow.WordMaxLength);
        builder.Property(r => r.ErrorText).HasMaxLength(AppLinkRow.ErrorMaxLength);
        builder.HasIndex(r => new { r.AddonId, r.Kind, r.Key }).IsUnique();
        builder.HasIndex(r => r.OrgKey);
        builder.HasIndex(r => r.AuthorizationId);
        builder.HasOne<AppLinkAddon>().WithMany().HasForeignKey(r => r.AddonId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Authorization>().WithMany().HasForeignKey(r => r.AuthorizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AppLinkDependentConfiguration : IEntityTypeConfiguration<AppLinkDependent>
{
    public void Configure(EntityTypeBuilder<AppLinkDependent> builder)
    {
        builder.ToTable("AppLinkDependents");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Key).HasMaxLength(AppLinkRow.KeyLength);
        builder.Property(d => d.ConnectionName).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(d => d.Name).HasMaxLength(AppLinkRow.NameMaxLength);
        builder.Property(d => d.AppKey).HasMaxLength(AppLinkRow.KeyLength);
        builder.Property(d => d.RegistrationId).HasMaxLength(15);
        builder.Property(d => d.OrgKey).HasMaxLength(15);
        builder.Property(d => d.Status).HasMaxLength(AppLinkRow.WordMaxLength);
        builder.HasIndex(d => d.AddonId);
        builder.HasIndex(d => d.OrgKey);
        builder.HasOne<AppLinkAddon>().WithMany().HasForeignKey(d => d.AddonId).OnDelete(DeleteBehavior.Restrict);
    }
}
