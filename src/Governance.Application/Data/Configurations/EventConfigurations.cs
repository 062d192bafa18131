using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class LoginUseConfiguration : IEntityTypeConfiguration<LoginUse>
{
    public void Configure(EntityTypeBuilder<LoginUse> builder)
    {
        builder.ToTable("LoginUses");
        builder.HasKey(u => u.Id);
        builder.Property(u => u.Id).ValueGeneratedNever();
        builder.Property(u => u.UserId).HasMaxLength(15);
        builder.Property(u => u.AppName).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(u => u.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(u => u.Address).HasMaxLength(LoginUse.AddressMaxLength);
        builder.Property(u => u.Protocol).HasMaxLength(LoginUse.ProtocolMaxLength);
        builder.Ignore(u => u.Key);
        builder.HasIndex(u => new { u.OrgId, u.LastSeenAt });
        builder.HasOne<Org>().WithMany().HasForeignKey(u => u.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SetupChangeConfiguration : IEntityTypeConfiguration<SetupChange>
{
    public void Configure(EntityTypeBuilder<SetupChange> builder)
    {
        builder.ToTable("SetupChanges");
        builder.HasKey(c => new { c.OrgId, c.Key });
        builder.Property(c => c.Key).HasMaxLength(15);
        builder.Property(c => c.Action).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(c => c.Section).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(c => c.Display).HasMaxLength(SetupChange.DisplayMaxLength);
        builder.Property(c => c.By).HasMaxLength(Authorization.NameMaxLength);
        builder.HasIndex(c => new { c.OrgId, c.At });
        builder.HasOne<Org>().WithMany().HasForeignKey(c => c.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class AppCallsConfiguration : IEntityTypeConfiguration<AppCalls>
{
    public void Configure(EntityTypeBuilder<AppCalls> builder)
    {
        builder.ToTable("AppCalls");
        builder.HasKey(c => new { c.OrgId, c.Day, c.AppKey });
        builder.Property(c => c.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(c => c.AppName).HasMaxLength(Authorization.NameMaxLength);
        builder.HasIndex(c => new { c.OrgId, c.AppKey, c.Day });
        builder.HasOne<Org>().WithMany().HasForeignKey(c => c.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ScopeUseConfiguration : IEntityTypeConfiguration<ScopeUse>
{
    public void Configure(EntityTypeBuilder<ScopeUse> builder)
    {
        builder.ToTable("ScopeUses");
        builder.HasKey(u => new { u.OrgId, u.AppKey, u.Scope });
        builder.Property(u => u.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(u => u.Scope).HasMaxLength(ScopeUse.ScopeMaxLength);
        builder.HasOne<Org>().WithMany().HasForeignKey(u => u.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ObjectUseConfiguration : IEntityTypeConfiguration<ObjectUse>
{
    public void Configure(EntityTypeBuilder<ObjectUse> builder)
    {
        builder.ToTable("ObjectUses");
        builder.HasKey(u => new { u.OrgId, u.UserKey, u.ObjectName });
        builder.Property(u => u.UserKey).HasMaxLength(15);
        builder.Property(u => u.ObjectName).HasMaxLength(ObjectUse.NameMaxLength);
        builder.HasOne<Org>().WithMany().HasForeignKey(u => u.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class OrgSessionConfiguration : IEntityTypeConfiguration<OrgSession>
{
    public void Configure(EntityTypeBuilder<OrgSession> builder)
    {
        builder.ToTable("OrgSessions");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.UserId).HasMaxLength(15);
        builder.Property(s => s.Username).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(s => s.SessionType).HasMaxLength(OrgSession.WordMaxLength);
        builder.Property(s => s.LoginType).HasMaxLength(OrgSession.WordMaxLength);
        builder.Property(s => s.AppName).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(s => s.Address).HasMaxLength(LoginUse.AddressMaxLength);
        builder.HasIndex(s => new { s.OrgId, s.UserId });
        builder.HasOne<Org>().WithMany().HasForeignKey(s => s.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}
