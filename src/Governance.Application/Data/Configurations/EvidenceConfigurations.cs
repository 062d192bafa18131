using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class EvidenceFileConfiguration : IEntityTypeConfiguration<EvidenceFile>
{
    public void Configure(EntityTypeBuilder<EvidenceFile> builder)
    {
        builder.ToTable("EvidenceFiles");
        builder.HasKey(f => f.Id);
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.Path).HasMaxLength(EvidenceFile.PathMaxLength);
        builder.Property(f => f.Sha256).HasMaxLength(64);
        builder.Property(f => f.Gap).HasMaxLength(EvidenceFile.GapMaxLength);
        // Work that is done again after a crash makes no second file.
        builder.HasIndex(f => new { f.IncidentId, f.ConnectionId, f.OrgId, f.Kind, f.Attempt }).IsUnique();
        builder.HasIndex(f => new { f.IncidentId, f.Path }).IsUnique();
        builder.HasOne<Incident>().WithMany().HasForeignKey(f => f.IncidentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Org>().WithMany().HasForeignKey(f => f.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EvidenceChunkConfiguration : IEntityTypeConfiguration<EvidenceChunk>
{
    public void Configure(EntityTypeBuilder<EvidenceChunk> builder)
    {
        builder.ToTable("EvidenceChunks");
        builder.HasKey(c => new { c.FileId, c.Place });
        builder.Property(c => c.Sealed).HasMaxLength(EvidenceChunk.MostSealed);
        builder.HasOne<EvidenceFile>().WithMany().HasForeignKey(c => c.FileId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PassportConfiguration : IEntityTypeConfiguration<Passport>
{
    public void Configure(EntityTypeBuilder<Passport> builder)
    {
        builder.ToTable("Passports");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.AppKey).HasMaxLength(Authorization.NameMaxLength);
        builder.Property(p => p.Text).HasColumnName("Content").HasMaxLength(-1);
        // Work that is done again after a crash makes no second one.
        builder.HasIndex(p => new { p.IncidentId, p.OrgId, p.AppKey }).IsUnique();
        builder.HasOne<Incident>().WithMany().HasForeignKey(p => p.IncidentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Org>().WithMany().HasForeignKey(p => p.OrgId).OnDelete(DeleteBehavior.Restrict);
    }
}
