using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Application.Data.Configurations;

internal sealed class NoticeConfiguration : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.ToTable("Notices");
        builder.HasKey(n => n.Id);
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.Severity).HasConversion<int>();
        builder.Property(n => n.Link).HasMaxLength(Notice.LinkMaxLength);
        builder.Property(n => n.RecipientId).HasMaxLength(NoticeRead.ReaderMaxLength);
        builder.Property(n => n.Approvers).HasMaxLength(ApprovalStage.KeyMaxLength);
        builder.HasIndex(n => new { n.At, n.Id });
        builder.HasIndex(n => n.SubjectId);
        builder.HasMany(n => n.Parts).WithOne().HasForeignKey(p => p.NoticeId).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(n => n.Parts).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class NoticePartConfiguration : IEntityTypeConfiguration<NoticePart>
{
    public void Configure(EntityTypeBuilder<NoticePart> builder)
    {
        builder.ToTable("NoticeParts");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.HasOne<OrgGroup>().WithMany().HasForeignKey(p => p.OrgGroupId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class NoticeReadConfiguration : IEntityTypeConfiguration<NoticeRead>
{
    public void Configure(EntityTypeBuilder<NoticeRead> builder)
    {
        builder.ToTable("NoticeReads");
        builder.HasKey(r => new { r.ReaderId, r.NoticeId });
        builder.Property(r => r.ReaderId).HasMaxLength(NoticeRead.ReaderMaxLength);
        builder.HasOne<Notice>().WithMany().HasForeignKey(r => r.NoticeId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ChannelConfiguration : IEntityTypeConfiguration<Channel>
{
    public void Configure(EntityTypeBuilder<Channel> builder)
    {
        builder.ToTable("Channels");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Name).HasMaxLength(Channel.NameMaxLength);
        builder.Property(c => c.Target).HasMaxLength(MailAddress.MaxLength);
        builder.Property(c => c.LeastSeverity).HasConversion<int>();
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.Name).IsUnique();
        builder.HasOne<OrgGroup>().WithMany().HasForeignKey(c => c.OrgGroupId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class DeliveryConfiguration : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("Deliveries");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.LastAnswer).HasMaxLength(Delivery.AnswerMaxLength);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.HasIndex(d => new { d.ChannelId, d.CreatedAt });
        builder.HasOne<Notice>().WithMany().HasForeignKey(d => d.NoticeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Channel>().WithMany().HasForeignKey(d => d.ChannelId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MailChoiceConfiguration : IEntityTypeConfiguration<MailChoice>
{
    public void Configure(EntityTypeBuilder<MailChoice> builder)
    {
        builder.ToTable("MailChoices");
        builder.HasKey(c => c.PersonId);
        builder.Property(c => c.PersonId).ValueGeneratedNever();
        builder.HasOne<Person>().WithOne().HasForeignKey<MailChoice>(c => c.PersonId).OnDelete(DeleteBehavior.Restrict);
    }
}
