using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class RequestConfiguration : IEntityTypeConfiguration<Request>
{
    public void Configure(EntityTypeBuilder<Request> builder)
    {
        builder.ToTable("Requests");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => r.Number).IsUnique();
        builder.Property(r => r.Title).HasMaxLength(Request.TitleMaxLength);
        builder.Property(r => r.Reason).HasMaxLength(Request.ReasonMaxLength);
        builder.Property(r => r.ContentHash).HasMaxLength(64);
        builder.Property(r => r.ContentText).HasColumnName("Content").HasMaxLength(-1);
        // Compared and sorted by gravity.
        builder.Property(r => r.Risk).HasConversion<int>();
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.Ignore(r => r.Name);
        builder.Ignore(r => r.Needed);
        builder.Ignore(r => r.Agreed);
        builder.Ignore(r => r.AgreedUntil);
        builder.Ignore(r => r.Content);
        builder.Ignore(r => r.Ticked);
        builder.Ignore(r => r.Stages);
        builder.Ignore(r => r.EscalatesAt);
        builder.Property(r => r.StagesText).HasColumnName("Stages").HasMaxLength(-1);
        builder.Property(r => r.WaitsFor).HasMaxLength(ApprovalStage.KeyMaxLength);
        builder.HasIndex(r => new { r.State, r.ExpiresAt, r.Id });
        builder.HasIndex(r => r.IncidentId);
        builder.HasIndex(r => r.SubjectId);
        builder.HasOne<OrgGroup>().WithMany().HasForeignKey(r => r.OrgGroupId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Incident>().WithMany().HasForeignKey(r => r.IncidentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(r => r.Decisions).WithOne().HasForeignKey(d => d.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(r => r.Decisions).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.HasMany(r => r.Notes).WithOne().HasForeignKey(n => n.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(r => r.Notes).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class RequestDecisionConfiguration : IEntityTypeConfiguration<RequestDecision>
{
    public void Configure(EntityTypeBuilder<RequestDecision> builder)
    {
        builder.ToTable("RequestDecisions");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Reason).HasMaxLength(Request.ReasonMaxLength);
        builder.Property(d => d.ContentHash).HasMaxLength(64);
        builder.Property(d => d.Stage).HasMaxLength(ApprovalStage.KeyMaxLength);
        // One person, one verdict: two clicks at once, or two instances, make one.
        builder.HasIndex(d => new { d.RequestId, d.PersonId, d.ContentHash }).IsUnique();
    }
}

internal sealed class RequestNoteConfiguration : IEntityTypeConfiguration<RequestNote>
{
    public void Configure(EntityTypeBuilder<RequestNote> builder)
    {
        builder.ToTable("RequestNotes");
        builder.HasKey(n => n.Id);
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.Text).HasMaxLength(Request.ReasonMaxLength);
        builder.Property(n => n.TitleBefore).HasMaxLength(Request.TitleMaxLength);
        builder.Property(n => n.ContentBefore).HasMaxLength(-1);
        builder.HasIndex(n => n.RequestId);
    }
}

internal sealed class RequestTargetConfiguration : IEntityTypeConfiguration<RequestTarget>
{
    public void Configure(EntityTypeBuilder<RequestTarget> builder)
    {
        builder.ToTable("RequestTargets");
        builder.HasKey(t => new { t.RequestId, t.AuthorizationId });
        builder.HasIndex(t => t.AuthorizationId);
        builder.HasOne<Request>().WithMany().HasForeignKey(t => t.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Authorization>().WithMany().HasForeignKey(t => t.AuthorizationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RequestErrandConfiguration : IEntityTypeConfiguration<RequestErrand>
{
    public void Configure(EntityTypeBuilder<RequestErrand> builder)
    {
        builder.ToTable("RequestErrands");
        builder.HasKey(e => e.RequestId);
        builder.Property(e => e.RequestId).ValueGeneratedNever();
        builder.Property(e => e.RemoteKey).HasMaxLength(RequestErrand.RemoteKeyMaxLength);
        builder.Property(e => e.Former).HasMaxLength(-1);
        builder.Property(e => e.Said).HasMaxLength(RequestErrand.SaidMaxLength);
        builder.Property(e => e.Version).IsConcurrencyToken();
        builder.Ignore(e => e.RequestState);
        builder.HasOne<Request>().WithMany().HasForeignKey(e => e.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class RequestSpecConfiguration : IEntityTypeConfiguration<RequestSpec>
{
    public void Configure(EntityTypeBuilder<RequestSpec> builder)
    {
        builder.ToTable("RequestSpecs");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Hash).HasMaxLength(RequestSpec.HashLength);
        builder.Property(s => s.Text).HasMaxLength(-1);
        builder.Ignore(s => s.IsWhole);
        builder.HasIndex(s => new { s.RequestId, s.Hash });
        builder.HasIndex(s => new { s.Hash, s.ById });
        builder.HasOne<Request>().WithMany().HasForeignKey(s => s.RequestId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReturnTermsConfiguration : IEntityTypeConfiguration<ReturnTerms>
{
    public void Configure(EntityTypeBuilder<ReturnTerms> builder)
    {
        builder.ToTable("ReturnTerms");
        builder.HasKey(t => t.RequestId);
        builder.Property(t => t.RequestId).ValueGeneratedNever();
        builder.Property(t => t.Text).HasColumnName("Terms").HasMaxLength(-1);
        builder.Property(t => t.Trouble).HasMaxLength(ReturnTerms.TroubleMaxLength);
        builder.Ignore(t => t.Rights);
        builder.Ignore(t => t.Beside);
        builder.HasIndex(t => t.OrgId);
        builder.HasOne<Request>().WithMany().HasForeignKey(t => t.RequestId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Passport>().WithMany().HasForeignKey(t => t.PassportId).OnDelete(DeleteBehavior.Restrict);
    }
}
