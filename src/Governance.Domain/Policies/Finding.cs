using Governance.Domain.Connections;

namespace Governance.Domain.Policies;

/// <summary>Life of a finding (contracts §4).</summary>
public enum FindingState
{
    /// <summary>It failed, and fails still.</summary>
    Open,

    /// <summary>An approved exception hides it from counts until its end.</summary>
    Waived,

    /// <summary>A later read passed, or the thing is gone.</summary>
    Closed,

    /// <summary>It was closed and fails again.</summary>
    Reopened,
}

/// <summary>What a finding is about: one check on one thing.</summary>
/// <param name="RuleId">Which rule.</param>
/// <param name="Thing">What kind of thing.</param>
/// <param name="ThingId">Its id, as a bare GUID.</param>
public readonly record struct FindingKey(string RuleId, ThingKind Thing, Guid ThingId);

/// <summary>What one judging says of one thing that failed.</summary>
/// <param name="Key">Of what.</param>
/// <param name="ThingName">What it is called; org text.</param>
/// <param name="Severity">As judged.</param>
/// <param name="Reason">One sentence with the values seen.</param>
/// <param name="Source">Which read the values come from: its age is theirs; null when the portal's own records were judged.</param>
public sealed record Failure(FindingKey Key, string ThingName, Severity Severity, string Reason, Capability? Source);

/// <summary>One failed check on one thing: opened by a verdict, closed by itself when a later one passes, kept for good.</summary>
public sealed class Finding
{
    /// <summary>Longest reason kept, characters.</summary>
    public const int ReasonMaxLength = 2_000;

    /// <summary>Longest name of a thing kept, characters.</summary>
    public const int ThingNameMaxLength = 255;

    /// <summary>Longest rule id, characters.</summary>
    public const int RuleIdMaxLength = 60;

    private Finding() { }

    /// <summary>A check failed for the first time.</summary>
    /// <param name="org">In which org; null for what belongs to none.</param>
    /// <param name="group">Whose people see it; null when the verdict rests on more than one org group: then only who sees all.</param>
    /// <param name="failure">What was judged.</param>
    /// <param name="now">UTC.</param>
    public Finding(OrgId? org, OrgGroupId? group, Failure failure, DateTimeOffset now)
    {
        (Id, OrgId, OrgGroupId) = (FindingId.New(), org, group);
        (RuleId, Thing, ThingId) = (failure.Key.RuleId, failure.Key.Thing, failure.Key.ThingId);
        (State, Since) = (FindingState.Open, now);
        Take(failure);
    }

    /// <summary>Ours.</summary>
    public FindingId Id { get; private set; }

    /// <summary>Which rule.</summary>
    public string RuleId { get; private set; } = "";

    /// <summary>What kind of thing.</summary>
    public ThingKind Thing { get; private set; }

    /// <summary>Its id.</summary>
    public Guid ThingId { get; private set; }

    /// <summary>What it is called; org text.</summary>
    public string ThingName { get; private set; } = "";

    /// <summary>The name in comparable form.</summary>
    public string ThingKey { get; private set; } = "";

    /// <summary>In which org; null for what belongs to none.</summary>
    public OrgId? OrgId { get; private set; }

    /// <summary>Whose people see it; null: only who sees all.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

    /// <summary>As judged last.</summary>
    public Severity Severity { get; private set; }

    /// <summary>Where it stands.</summary>
    public FindingState State { get; private set; }

    /// <summary>One sentence with the values seen.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Which read the values come from: its age is theirs; null when the portal's own records were judged.</summary>
    public Capability? Source { get; private set; }

    /// <summary>When it was opened last, UTC.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>When it was closed, UTC; null while it is not.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>End of the waiver, UTC; null without one.</summary>
    public DateTimeOffset? WaivedUntil { get; private set; }

    /// <summary>How often it came back.</summary>
    public int Returns { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>What it is about.</summary>
    public FindingKey Key => new(RuleId, Thing, ThingId);

    /// <summary>Counts: it fails, and nobody has excepted it.</summary>
    public bool IsOpen => State is FindingState.Open or FindingState.Reopened;

    /// <summary>Where it stands at a moment: a waiver whose end has come hides nothing, whatever the row says.</summary>
    public FindingState StateAt(DateTimeOffset now) => State == FindingState.Waived && WaivedUntil <= now ? FindingState.Reopened : State;

    /// <summary>It fails now.</summary>
    /// <returns>True when it was closed and is open again.</returns>
    public bool Fail(Failure failure, DateTimeOffset now)
    {
        Take(failure);
        if (State == FindingState.Waived && WaivedUntil <= now) Unwaive(now);
        if (State != FindingState.Closed) return false;
        (State, Since, ClosedAt, Version) = (FindingState.Reopened, now, null, Guid.CreateVersion7());
        Returns++;
        return true;
    }

    /// <summary>Whose people see it from now on: what it is about may reach into more org groups than before, or fewer.</summary>
    public void BelongTo(OrgGroupId? group)
    {
        if (group != OrgGroupId) (OrgGroupId, Version) = (group, Guid.CreateVersion7());
    }

    /// <summary>An approved waiver hides it from counts until its end; a closed one stays closed.</summary>
    /// <param name="until">End of the waiver, UTC.</param>
    public void Waive(DateTimeOffset until)
    {
        if (State == FindingState.Closed || (State == FindingState.Waived && WaivedUntil == until)) return;
        (State, WaivedUntil, Version) = (FindingState.Waived, until, Guid.CreateVersion7());
    }

    /// <summary>Its waiver is over while it still fails.</summary>
    public void Unwaive(DateTimeOffset now)
    {
        if (State != FindingState.Waived) return;
        (State, WaivedUntil, Since, Version) = (FindingState.Reopened, null, now, Guid.CreateVersion7());
    }

    /// <summary>It passed, does not apply any more, or its thing is gone. Unknown is none of these.</summary>
    /// <returns>True when it was not closed before.</returns>
    public bool Close(DateTimeOffset now)
    {
        if (State == FindingState.Closed) return false;
        (State, ClosedAt, WaivedUntil, Version) = (FindingState.Closed, now, null, Guid.CreateVersion7());
        return true;
    }

    private void Take(Failure failure)
    {
        var reason = Text.Bounded(failure.Reason, ReasonMaxLength);
        var name = Text.Bounded(failure.ThingName, ThingNameMaxLength);
        var key = Text.Comparable(failure.ThingName, ThingNameMaxLength);
        // What only repeats writes nothing: its age is the read's.
        if (reason == Reason && name == ThingName && key == ThingKey && failure.Severity == Severity && failure.Source == Source) return;
        (ThingName, ThingKey, Severity, Reason, Source, Version) = (name, key, failure.Severity, reason, failure.Source, Guid.CreateVersion7());
    }
}

/// <summary>How many things of one org a rule passed, failed and so on, at the last judging.</summary>
public sealed class RuleTally
{
    private RuleTally() { }

    /// <summary>Of one judging.</summary>
    /// <param name="org">Of which org; the empty id for what belongs to none.</param>
    /// <param name="group">Whose people see it; null for a rule that looks across orgs, and for what belongs to none.</param>
    /// <param name="rule">Which rule.</param>
    public RuleTally(OrgId org, OrgGroupId? group, string rule) => (OrgId, OrgGroupId, RuleId) = (org, group, rule);

    /// <summary>Key, first part; the empty id for what belongs to no org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>Whose people see it; null: only who sees all.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

    /// <summary>Key, second part.</summary>
    public string RuleId { get; private set; } = "";

    /// <summary>Things that passed.</summary>
    public int Passed { get; private set; }

    /// <summary>Things that failed, waived ones among them.</summary>
    public int Failed { get; private set; }

    /// <summary>Things it does not concern.</summary>
    public int NotApplicable { get; private set; }

    /// <summary>Things that could not be judged.</summary>
    public int Unknown { get; private set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Starts over.</summary>
    public void Begin(DateTimeOffset now) => (Passed, Failed, NotApplicable, Unknown, At) = (0, 0, 0, 0, now);

    /// <summary>Counts one verdict.</summary>
    public void Count(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Pass: Passed++; break;
            case Outcome.Fail: Failed++; break;
            case Outcome.NotApplicable: NotApplicable++; break;
            default: Unknown++; break;
        }
    }
}

/// <summary>The live grants of one app in one org, as counted at the last judging: what the other orgs' rules need to know.</summary>
public sealed class AppUse
{
    private AppUse() { }

    /// <summary>One app of one org.</summary>
    public AppUse(OrgId org, OrgGroupId group, GrantSummary grants)
    {
        (OrgId, OrgGroupId, AppKey) = (org, group, grants.AppKey);
        Update(grants);
    }

    /// <summary>Key, first part.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Label of the app in comparable form; key, second part.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>Label of the app.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>Live grants.</summary>
    public int Grants { get; private set; }

    /// <summary>Users who own them.</summary>
    public int Users { get; private set; }

    /// <summary>UTC; null when none was ever used.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>Counted anew.</summary>
    public void Update(GrantSummary grants) =>
        (AppName, Grants, Users, LastUsedAt) = (Text.Bounded(grants.AppName, Finding.ThingNameMaxLength), grants.Count, grants.Owners.Count, grants.LastUsedAt);
}
