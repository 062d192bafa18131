using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class OrgGroupConfiguration : IEntityTypeConfiguration<OrgGroup>
{
    public void Configure(EntityTypeBuilder<OrgGroup> builder)
    {
        builder.ToTable("OrgGroups");
        builder.HasKey(g => g.Id);
        builder.Property(g => g.Id).ValueGeneratedNever();
        builder.Property(g => g.Name).HasMaxLength(OrgGroup.NameMaxLength);
        builder.HasIndex(g => g.Name).IsUnique();
    }
}

internal sealed class OrgConfiguration : IEntityTypeConfiguration<Org>
{
    public void Configure(EntityTypeBuilder<Org> builder)
    {
        builder.ToTable("Orgs");
        builder.HasKey(o => o.Id);
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.SalesforceKey).HasMaxLength(15);
        builder.HasIndex(o => o.SalesforceKey).IsUnique();
        builder.Property(o => o.SalesforceId).HasMaxLength(18);
        builder.Property(o => o.Label).HasMaxLength(Connection.NameMaxLength);
        // Unique as it is by the id: then SQLite trusts its order.
        builder.HasIndex(o => new { o.Label, o.Id }).IsUnique();
        builder.Property(o => o.Name).HasMaxLength(Org.NameMaxLength);
        builder.Property(o => o.InstanceName).HasMaxLength(20);
        builder.Property(o => o.Host).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(o => o.InfrastructureConfirmedBy).HasMaxLength(Org.NameMaxLength);
        builder.HasOne<OrgGroup>().WithMany().HasForeignKey(o => o.OrgGroupId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ConnectionConfiguration : IEntityTypeConfiguration<Connection>
{
    public void Configure(EntityTypeBuilder<Connection> builder)
    {
        builder.ToTable("Connections");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Name).HasMaxLength(Connection.NameMaxLength);
        builder.Property(c => c.LoginOrigin).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(c => c.InstanceOrigin).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(c => c.ClientId).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(c => c.Username).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(c => c.UserKey).HasMaxLength(15);
        builder.Property(c => c.CertificateThumbprint).HasMaxLength(64);
        builder.Property(c => c.Cause).HasMaxLength(Connection.CauseMaxLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.LiveOrgId).IsUnique();
        builder.HasIndex(c => c.OrgId);
        builder.HasOne<OrgGroup>().WithMany().HasForeignKey(c => c.OrgGroupId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Org>().WithMany().HasForeignKey(c => c.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RefreshLeaseConfiguration : IEntityTypeConfiguration<RefreshLease>
{
    public void Configure(EntityTypeBuilder<RefreshLease> builder)
    {
        builder.ToTable("RefreshLeases");
        builder.HasKey(l => l.ConnectionId);
        // Made by the portal, never by a database; a canary's is no connection's.
        builder.Property(l => l.ConnectionId).ValueGeneratedNever();
    }
}

internal sealed class CapabilityStateConfiguration : IEntityTypeConfiguration<CapabilityState>
{
    public void Configure(EntityTypeBuilder<CapabilityState> builder)
    {
        builder.ToTable("Capabilities");
        builder.HasKey(s => new { s.ConnectionId, s.Capability });
        builder.Property(s => s.Detail).HasMaxLength(CapabilityState.DetailMaxLength);
        builder.Property(s => s.Marker).HasMaxLength(CapabilityState.MarkerMaxLength);
        builder.HasOne<Connection>().WithMany().HasForeignKey(s => s.ConnectionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class HeldRightConfiguration : IEntityTypeConfiguration<HeldRight>
{
    public void Configure(EntityTypeBuilder<HeldRight> builder)
    {
        builder.ToTable("HeldRights");
        builder.HasKey(r => new { r.ConnectionId, r.Right });
        builder.Property(r => r.Right).HasMaxLength(80);
        builder.Property(r => r.NeededFor).HasMaxLength(200);
        builder.HasOne<Connection>().WithMany().HasForeignKey(r => r.ConnectionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ResponderConfiguration : IEntityTypeConfiguration<Responder>
{
    public void Configure(EntityTypeBuilder<Responder> builder)
    {
        builder.ToTable("Responders");
        builder.HasKey(r => r.ConnectionId);
        builder.Property(r => r.ClientId).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(r => r.Username).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(r => r.UserKey).HasMaxLength(15);
        builder.Property(r => r.Cause).HasMaxLength(Connection.CauseMaxLength);
        builder.Property(r => r.CertificateThumbprint).HasMaxLength(64);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasOne<Connection>().WithOne().HasForeignKey<Responder>(r => r.ConnectionId).OnDelete(DeleteBehavior.Restrict);
        builder.OwnsMany(r => r.Rights, rights =>
        {
            rights.ToTable("ResponderRights");
            rights.WithOwner().HasForeignKey("ConnectionId");
            rights.HasKey("ConnectionId", nameof(ResponderRight.Right));
            rights.Property(r => r.Right).HasMaxLength(80);
            rights.Property(r => r.NeededFor).HasMaxLength(200);
        });
        builder.Navigation(r => r.Rights).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class SyncRunConfiguration : IEntityTypeConfiguration<SyncRun>
{
    public void Configure(EntityTypeBuilder<SyncRun> builder)
    {
        builder.ToTable("SyncRuns");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Username).HasMaxLength(Connection.AddressMaxLength);
        builder.Property(s => s.Problem).HasMaxLength(CapabilityState.DetailMaxLength);
        builder.HasIndex(s => new { s.ConnectionId, s.StartedAt });
        builder.HasOne<Connection>().WithMany().HasForeignKey(s => s.ConnectionId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ConnectStateConfiguration : IEntityTypeConfiguration<Connections.ConnectState>
{
    public void Configure(EntityTypeBuilder<Connections.ConnectState> builder)
    {
        builder.ToTable("ConnectStates");
        builder.HasKey(s => s.StateHash);
        builder.Property(s => s.StateHash).HasMaxLength(64);
        builder.Property(s => s.ActorId).HasMaxLength(80);
        builder.Property(s => s.Session).HasMaxLength(64);
        builder.Property(s => s.RedirectUri).HasMaxLength(400);
    }
}
