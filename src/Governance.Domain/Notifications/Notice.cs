using Governance.Domain.Policies;

namespace Governance.Domain.Notifications;

/// <summary>Something people are told of: its kind, how many in which org group, and where to look. Holds no name and no
/// detail: those are behind the sign-in, where rights are checked.</summary>
public sealed class Notice
{
    /// <summary>Longest link, characters.</summary>
    public const int LinkMaxLength = 200;

    /// <summary>How long it is shown.</summary>
    public static readonly TimeSpan ShownFor = TimeSpan.FromDays(90);

    private readonly List<NoticePart> _parts = [];

    private Notice() { }

    /// <summary>Tells of something that happened now.</summary>
    /// <param name="kind">What.</param>
    /// <param name="severity">How grave.</param>
    /// <param name="link">Path within the portal, made here: it begins with a slash.</param>
    /// <param name="counts">How many in which org group; a null group is for those who see all.</param>
    /// <param name="now">UTC.</param>
    public Notice(NoticeKind kind, Severity severity, string link, IEnumerable<(OrgGroupId? Group, int Count)> counts, DateTimeOffset now)
    {
        if (!link.StartsWith('/') || link.StartsWith("//", StringComparison.Ordinal) || link.Length > LinkMaxLength)
            throw new ArgumentException("A notice leads to a page of the portal.", nameof(link));
        (Id, Kind, Severity, Link, At) = (NoticeId.New(), kind, severity, link, now);
        _parts.AddRange(counts.Select(c => new NoticePart(Id, c.Group, c.Count)));
    }

    /// <summary>Ours.</summary>
    public NoticeId Id { get; private set; }

    /// <summary>What happened.</summary>
    public NoticeKind Kind { get; private set; }

    /// <summary>How grave it is.</summary>
    public Severity Severity { get; private set; }

    /// <summary>Path within the portal.</summary>
    public string Link { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>What it is about; null for nothing in particular.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>Actor id of the only person it is for; null for everybody with the right.</summary>
    public string? RecipientId { get; init; }

    /// <summary>Only for the approvers of a stage, by their key (<see cref="Requests.ApprovalStage.Key"/>); empty for everybody with the right.</summary>
    public string Approvers { get; init; } = "";

    /// <summary>Only for those limited to its org groups: who sees all is told of the whole by a notice of its own.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Org groups it happened in, each with its count.</summary>
    public IReadOnlyList<NoticePart> Parts => _parts;
}

/// <summary>How many of what a notice tells lie in one org group.</summary>
public sealed class NoticePart
{
    private NoticePart() { }

    internal NoticePart(NoticeId notice, OrgGroupId? group, int count) => (Id, NoticeId, OrgGroupId, Count) = (Guid.CreateVersion7(), notice, group, count);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Of which notice.</summary>
    public NoticeId NoticeId { get; private set; }

    /// <summary>Null: only for those who see all.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

    /// <summary>How many; 0 where there is nothing to count.</summary>
    public int Count { get; private set; }
}

/// <summary>Somebody has seen a notice.</summary>
public sealed class NoticeRead
{
    /// <summary>Longest <see cref="ReaderId"/>, characters.</summary>
    public const int ReaderMaxLength = 120;

    private NoticeRead() { }

    /// <summary>Marks it.</summary>
    public NoticeRead(NoticeId notice, string reader) => (NoticeId, ReaderId) = (notice, reader);

    /// <summary>Which.</summary>
    public NoticeId NoticeId { get; private set; }

    /// <summary>Actor id.</summary>
    public string ReaderId { get; private set; } = "";
}
