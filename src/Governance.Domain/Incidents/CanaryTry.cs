using Governance.Domain.Connections;

namespace Governance.Domain.Incidents;

/// <summary>What came of trying a canary.</summary>
public enum CanaryOutcome
{
    /// <summary>The org signed it in, as the expected org, and answered who it is.</summary>
    Worked,

    /// <summary>The org knows no such living grant.</summary>
    GrantEnded,

    /// <summary>The org blocks the client app.</summary>
    AppShut,

    /// <summary>The org lets only approved users use the client app, and this one is not.</summary>
    NotApproved,

    /// <summary>Refused for a reason that has nothing to do with a cut, or with none that can be told.</summary>
    RefusedOtherwise,

    /// <summary>No useful answer: silence, trouble, throttling, a page.</summary>
    NoAnswer,

    /// <summary>It was sent and its answer lost, at an org that may have replaced the token: it is not sent again.</summary>
    Lost,
}

/// <summary>When a canary is tried.</summary>
public enum CanaryStage
{
    /// <summary>When it was handed over.</summary>
    Deposit,

    /// <summary>Before a containment sends anything to its org.</summary>
    Before,

    /// <summary>After what it speaks for was cut and proven gone.</summary>
    After,

    /// <summary>With a later proof.</summary>
    Later,
}

/// <summary>What an org answered to a canary.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Words">In words; never a credential.</param>
/// <param name="AnsweredAt">UTC.</param>
/// <param name="UserKey">Whom it signed in as, 15 characters; null when it did not.</param>
/// <param name="Username">That user's name.</param>
public sealed record CanaryAnswer(CanaryOutcome Outcome, string Words, DateTimeOffset AnsweredAt, string? UserKey = null, string? Username = null)
{
    /// <summary>When the one token row was granted that stood for it and moved with it, UTC; null when that can't be told.</summary>
    public DateTimeOffset? RowGrantedAt { get; init; }
}

/// <summary>One try of a canary, written down before it leaves: without an answer it claims nothing.</summary>
public sealed class CanaryTry
{
    /// <summary>Longest words kept, characters.</summary>
    public const int WordsMaxLength = 600;

    private CanaryTry() { }

    /// <summary>It is about to leave.</summary>
    public CanaryTry(Canary canary, IncidentId? incident, CanaryStage stage, DateTimeOffset now)
    {
        (Id, CanaryId, IncidentId, Stage, SentAt) = (Guid.CreateVersion7(), canary.Id, incident, stage, now);
        (ConnectionId, OrgId, OrgGroupId) = (canary.ConnectionId, canary.OrgId, canary.OrgGroupId);
        (AppName, AppKey, Flow, UserKey, Username) = (canary.AppName, canary.AppKey, canary.Flow, canary.UserKey, canary.Username);
    }

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Which canary; it may be gone since.</summary>
    public CanaryId CanaryId { get; private set; }

    /// <summary>In which containment; null when it was handed over.</summary>
    public IncidentId? IncidentId { get; private set; }

    /// <summary>Through which connection's login host.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Label of the client app.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>The label in comparable form.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>Web server for a refresh token, or client credentials.</summary>
    public ConnectionFlow Flow { get; private set; }

    /// <summary>As whom, 15 characters; null before the org first said it.</summary>
    public string? UserKey { get; private set; }

    /// <summary>That user's name.</summary>
    public string? Username { get; private set; }

    /// <summary>When in the containment.</summary>
    public CanaryStage Stage { get; private set; }

    /// <summary>Just before it left, UTC.</summary>
    public DateTimeOffset SentAt { get; private set; }

    /// <summary>UTC; null while its answer was never written.</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>Null without an answer.</summary>
    public CanaryOutcome? Outcome { get; private set; }

    /// <summary>In words, and what follows from it; null without an answer.</summary>
    public string? Words { get; private set; }

    /// <summary>When the one token row was granted that stood for it and moved with it, UTC; null when that can't be told.</summary>
    public DateTimeOffset? RowGrantedAt { get; private set; }

    /// <summary>The answer came.</summary>
    /// <param name="answer">As the org gave it.</param>
    /// <param name="follows">What follows from it, in words.</param>
    public void End(CanaryAnswer answer, string follows)
    {
        if (AnsweredAt is not null) return;
        (AnsweredAt, Outcome, RowGrantedAt) = (answer.AnsweredAt, answer.Outcome, answer.RowGrantedAt);
        (UserKey, Username) = (answer.UserKey ?? UserKey, answer.Username is { } name ? Text.Bounded(name, Connection.AddressMaxLength) : Username);
        Words = Text.Bounded($"{answer.Words} {follows}".Trim(), WordsMaxLength);
    }

    /// <summary>As they were made: by time, and tries of one moment before the cut ahead of those after it.</summary>
    public static IEnumerable<CanaryTry> InOrder(IEnumerable<CanaryTry> tries) => tries.OrderBy(t => t.SentAt).ThenBy(t => t.Stage).ThenBy(t => t.Id);

    /// <summary>Of which targets a canary says anything: a refresh token of grants, client credentials of the door.</summary>
    public static bool SpeaksOf(ConnectionFlow flow, TargetKind kind) => flow == ConnectionFlow.ClientCredentials
        ? kind is TargetKind.AppSwitch or TargetKind.AppApproval
        : kind == TargetKind.OAuth;

    /// <summary>True when that refusal shows what was done to the target, and nothing else could be its reason.</summary>
    public static bool Proves(ConnectionFlow flow, TargetKind kind, CanaryOutcome outcome) => SpeaksOf(flow, kind) && (kind, outcome) switch
    {
        (TargetKind.OAuth, CanaryOutcome.GrantEnded) => true,
        (TargetKind.AppSwitch, CanaryOutcome.AppShut) => true,
        (TargetKind.AppApproval, CanaryOutcome.NotApproved) => true,
        _ => false,
    };
}
