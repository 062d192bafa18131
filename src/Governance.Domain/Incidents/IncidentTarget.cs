using Governance.Domain.Authorizations;
using Governance.Domain.Heroku;
using Governance.Domain.Orgs;

namespace Governance.Domain.Incidents;

/// <summary>One row of the journal: one action on one target, with its proof. The truth per target.</summary>
public sealed class IncidentTarget
{
    /// <summary>Longest last answer kept, characters.</summary>
    public const int AnswerMaxLength = 300;

    private IncidentTarget() { }

    /// <summary>A token row to revoke, or an AppLink authorization to remove.</summary>
    public IncidentTarget(IncidentId incident, ConnectionId connection, Authorization authorization)
    {
        Id = TargetId.New();
        IncidentId = incident;
        ConnectionId = connection;
        OrgId = authorization.OrgId;
        OrgGroupId = authorization.OrgGroupId;
        AuthorizationId = authorization.Id;
        RowKey = authorization.RowKey;
        Kind = authorization.Kind == AuthorizationKind.AppLink ? TargetKind.AppLink : TargetKind.OAuth;
        AppName = authorization.DeveloperName is { } name
            ? Text.Bounded($"{name} ({authorization.AppName})", Authorization.NameMaxLength)
            : authorization.AppName;
        Username = authorization.Username;
        GrantedAt = authorization.CreatedAt;
        State = TargetState.Planned;
        Touch();
    }

    /// <summary>An AppLink connection to delete.</summary>
    /// <param name="incident">Of which containment.</param>
    /// <param name="account">The Heroku account as the connection through which it is reached.</param>
    /// <param name="org">The org it leads to.</param>
    /// <param name="addon">The add-on that holds it.</param>
    /// <param name="record">As last read.</param>
    public IncidentTarget(IncidentId incident, ConnectionId account, Org org, AppLinkAddon addon, AppLinkRecord record)
    {
        Id = TargetId.New();
        IncidentId = incident;
        ConnectionId = account;
        OrgId = org.Id;
        OrgGroupId = org.OrgGroupId;
        RecordId = record.Id;
        RowKey = AppLinkRecord.RowKeyOf(addon.Key, record.Key);
        Kind = TargetKind.AppLinkConnection;
        AppName = Text.Bounded($"{record.Name} ({addon.Name})", Authorization.NameMaxLength);
        Username = record.Username ?? "";
        GrantedAt = record.CreatedAt ?? record.FirstSeenAt;
        State = TargetState.Planned;
        Touch();
    }

    /// <summary>Something else to be done in an org.</summary>
    public IncidentTarget(IncidentId incident, PlannedAct act, DateTimeOffset now)
    {
        Id = TargetId.New();
        IncidentId = incident;
        ConnectionId = act.Via;
        OrgId = act.OrgId;
        OrgGroupId = act.OrgGroupId;
        Kind = act.Kind;
        Subject = act.Subject;
        RowKey = act.RowKey;
        AppName = Text.Bounded(act.App, Authorization.NameMaxLength);
        Username = Text.Bounded(act.User, Authorization.NameMaxLength);
        Before = act.Before;
        GrantedAt = now;
        State = IncidentSteps.IsByPerson(act.Kind) ? TargetState.WaitingForPerson : TargetState.Planned;
        Touch();
    }

    /// <summary>Ours.</summary>
    public TargetId Id { get; private set; }

    /// <summary>Of which containment.</summary>
    public IncidentId IncidentId { get; private set; }

    /// <summary>What is revoked, and so through what: an org's connection, or a Heroku account.</summary>
    public TargetKind Kind { get; private set; }

    /// <summary>Through which connection: an org's, or a Heroku account as one.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Which authorization; null for an AppLink connection.</summary>
    public AuthorizationId? AuthorizationId { get; private set; }

    /// <summary>Which AppLink connection; null for an authorization.</summary>
    public AppLinkRecordId? RecordId { get; private set; }

    /// <summary>HMAC of the row's handle as last asked; of anything but a grant, the hash of kind and subject.</summary>
    public string RowKey { get; private set; } = "";

    /// <summary>What the org knows it by: a row id, a user id, an API name or a label; null for a grant.</summary>
    public string? Subject { get; private set; }

    /// <summary>How it stood when the plan was made, in words; null for what can't be undone.</summary>
    public string? Before { get; private set; }

    /// <summary>How the org had it just before, as JSON: what an undo restores; null when nothing can be restored.</summary>
    public string? Former { get; private set; }

    /// <summary>When a person asked for the undo, UTC; null before.</summary>
    public DateTimeOffset? UndoAskedAt { get; private set; }

    /// <summary>Start of the read that showed the former state again, UTC; null before.</summary>
    public DateTimeOffset? UndoneAt { get; private set; }

    /// <summary>What came of the undo, in words; null before.</summary>
    public string? UndoAnswer { get; private set; }

    /// <summary>True when every grant of its client app in its org is a target: then a grant made meanwhile is one too.</summary>
    public bool CoversApp { get; private set; }

    /// <summary>True for a grant that was made after the containment was declared.</summary>
    public bool IsSinceStart { get; private set; }

    /// <summary>Label of the app, or name of the AppLink connection and its add-on, kept for the receipt.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>Owner, kept for the receipt; empty when AppLink did not say whom a connection acts as.</summary>
    public string Username { get; private set; } = "";

    /// <summary>When the grant was made, UTC.</summary>
    public DateTimeOffset GrantedAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public TargetState State { get; private set; }

    /// <summary>How far it is proven.</summary>
    public ProofLevel Level { get; private set; }

    /// <summary>How often it was asked.</summary>
    public int Attempts { get; private set; }

    /// <summary>In words a person can act on; never a handle or token.</summary>
    public string? LastAnswer { get; private set; }

    /// <summary>UTC of the latest attempt.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>UTC of the org's acceptance.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>Start of the read that proved it, UTC.</summary>
    public DateTimeOffset? ProvedAt { get; private set; }

    /// <summary>Start of the read of event data that shows no success since the cut, UTC; null without: L4 does not take it for granted.</summary>
    public DateTimeOffset? UnusedAt { get; private set; }

    /// <summary>The re-read behind the level or behind "still alive".</summary>
    public SyncId? ProofId { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>In which step it is done.</summary>
    public IncidentStep Step => IncidentSteps.Of(Kind);

    /// <summary>True when nothing more happens without a person.</summary>
    public bool IsSettled => State is not (TargetState.Planned or TargetState.Running);

    /// <summary>True for what is removed through a Heroku account.</summary>
    public bool IsAtHeroku => IsOfHeroku(Kind);

    /// <summary>True for what is removed through a Heroku account.</summary>
    public static bool IsOfHeroku(TargetKind kind) => kind is TargetKind.AppLink or TargetKind.AppLinkConnection;

    /// <summary>The call is about to leave.</summary>
    /// <param name="rowKey">The row's key as of now: the org may have changed the handle since the plan.</param>
    /// <param name="now">UTC.</param>
    /// <param name="former">How the org has it, as JSON: known before the call leaves, it outlives a process that dies before the answer.
    /// Null when nothing is left to do, or nothing can be restored.</param>
    public void Ask(string rowKey, DateTimeOffset now, string? former = null)
    {
        Move(TargetState.Running);
        Remember(former);
        RowKey = rowKey;
        Level = ProofLevel.L0;
        Attempts++;
        AskedAt = now;
        AcceptedAt = null;
        LastAnswer = null;
    }

    /// <summary>The org said yes, or said it was gone already: L1, and L2 must still be earned.</summary>
    /// <param name="answer">In words.</param>
    /// <param name="now">UTC.</param>
    /// <param name="former">How it was just before, as JSON; null when nothing was changed, or nothing can be restored.</param>
    public void Accept(string answer, DateTimeOffset now, string? former = null)
    {
        if (State != TargetState.Running) return;
        Remember(former);
        Level = ProofLevel.L1;
        AcceptedAt = now;
        LastAnswer = Text.Bounded(answer, AnswerMaxLength);
        Touch();
    }

    /// <summary>The org had it so already. At the first try that was somebody else's doing, and not ours to take back.</summary>
    public void FindDone(string answer, DateTimeOffset now)
    {
        if (State == TargetState.Running && Attempts == 1) Former = null;
        Accept(answer, now);
    }

    // Of several tries the first that changed something knows how it was.
    private void Remember(string? former)
    {
        if (former?.Length <= PlannedAct.BeforeMaxLength) Former ??= former;
    }

    /// <summary>It ended without proof.</summary>
    /// <exception cref="ArgumentException">The state is not one of a failure.</exception>
    public void Fail(TargetState state, string answer)
    {
        if (!IncidentStates.IsFailed(state)) throw new ArgumentException("Not a failure.", nameof(state));
        Move(state);
        LastAnswer = Text.Bounded(answer, AnswerMaxLength);
    }

    /// <summary>All grants of its app in its org are targets of this containment.</summary>
    /// <param name="sinceStart">It was made after the containment was declared.</param>
    public IncidentTarget CoveringItsApp(bool sinceStart)
    {
        (CoversApp, IsSinceStart) = (true, sinceStart);
        return this;
    }

    /// <summary>A person says that they did it: never more than that (L1p).</summary>
    /// <returns>Null; Conflict when it does not wait for a person.</returns>
    public Problem? Confirm(string person, string note, DateTimeOffset now)
    {
        if (State != TargetState.WaitingForPerson) return IncidentProblems.NotWaiting;
        Move(TargetState.Done);
        Level = ProofLevel.L1p;
        AcceptedAt = now;
        LastAnswer = Text.Bounded($"{person} confirmed: {note}", AnswerMaxLength);
        return null;
    }

    /// <summary>A person leaves it out.</summary>
    /// <returns>Null; Conflict when it does not wait for a person.</returns>
    public Problem? LeaveOut(string person, string note)
    {
        if (State != TargetState.WaitingForPerson) return IncidentProblems.NotWaiting;
        Move(TargetState.Skipped);
        LastAnswer = Text.Bounded($"{person} left it out: {note}", AnswerMaxLength);
        return null;
    }

    /// <summary>Its incident ended before anything was sent.</summary>
    public void LeaveUndone(string words)
    {
        if (IncidentStates.IsFailed(State)) Retry();
        if (State is not (TargetState.Planned or TargetState.WaitingForPerson)) return;
        Move(TargetState.Skipped);
        LastAnswer = Text.Bounded(words, AnswerMaxLength);
    }

    /// <summary>True when what was done can be taken back: it is proven, its former state is known, and nobody asked yet.</summary>
    public bool CanUndo => IncidentSteps.CanUndo(Kind) && State == TargetState.Done && Former is not null && UndoAskedAt is null;

    /// <summary>A person takes it back; the portal is about to.</summary>
    /// <returns>Null; Conflict when it can't be taken back.</returns>
    public Problem? AskUndo(DateTimeOffset now)
    {
        if (!CanUndo) return IncidentProblems.NoUndo;
        (UndoAskedAt, UndoAnswer) = (now, null);
        Touch();
        return null;
    }

    /// <summary>What came of it.</summary>
    /// <param name="answer">In words.</param>
    /// <param name="seenAt">Start of the read that showed the former state again, UTC; null when it was not shown: then it may be asked again.</param>
    public void EndUndo(string answer, DateTimeOffset? seenAt)
    {
        UndoAnswer = Text.Bounded(answer, AnswerMaxLength);
        UndoneAt = seenAt;
        if (seenAt is null) UndoAskedAt = null;
        Touch();
    }

    /// <summary>A later read found it alive: it came back, or was granted anew.</summary>
    public void ComeBack(SyncId? read, string answer)
    {
        Move(TargetState.StillAlive);
        Level = AcceptedAt is null ? ProofLevel.None : ProofLevel.L1;
        ProofId = read;
        (ProvedAt, UnusedAt) = (null, null);
        LastAnswer = Text.Bounded(answer, AnswerMaxLength);
    }

    /// <summary>A complete re-read begun after the acceptance no longer holds the row, or shows what was asked for.</summary>
    public void Prove(SyncId? read, DateTimeOffset readStartedAt, string answer)
    {
        if (AcceptedAt is not { } accepted || readStartedAt < accepted)
            throw new InvalidOperationException("Proof needs a read that began after the acceptance.");
        Move(TargetState.Done);
        Level = ProofLevel.L2;
        ProvedAt = readStartedAt;
        ProofId = read;
        LastAnswer = Text.Bounded(answer, AnswerMaxLength);
    }

    /// <summary>Event data, read long after the acceptance, holds no success of it since: L3.</summary>
    /// <param name="answer">In words.</param>
    /// <param name="readAt">Start of the read of the event data, UTC.</param>
    public void ShowUnused(string answer, DateTimeOffset readAt)
    {
        if (State != TargetState.Done || Level is not (ProofLevel.L2 or ProofLevel.L4)) return;
        UnusedAt = readAt;
        if (Level == ProofLevel.L2) (Level, LastAnswer) = (ProofLevel.L3, Text.Bounded(answer, AnswerMaxLength));
        Touch();
    }

    /// <summary>A credential that worked before the cut was refused after it: L4. Only what is proven gone can be.</summary>
    /// <param name="answer">In words: what was tried and when.</param>
    /// <param name="triedAt">When the refused call left, UTC.</param>
    /// <exception cref="InvalidOperationException">It was tried before the acceptance.</exception>
    public void ShowRefused(string answer, DateTimeOffset triedAt)
    {
        if (State != TargetState.Done || Level is not (ProofLevel.L2 or ProofLevel.L3 or ProofLevel.L4)) return;
        if (AcceptedAt is not { } accepted || triedAt < accepted)
            throw new InvalidOperationException("A canary proves what was accepted before it was tried.");
        (Level, LastAnswer) = (ProofLevel.L4, Text.Bounded(answer, AnswerMaxLength));
        Touch();
    }

    /// <summary>A complete re-read still holds the row: accepted, and not revoked.</summary>
    public void StayAlive(SyncId? read, string answer)
    {
        Move(TargetState.StillAlive);
        Level = ProofLevel.L1;
        ProofId = read;
        LastAnswer = Text.Bounded(answer, AnswerMaxLength);
    }

    /// <summary>Back into the plan.</summary>
    public void Retry()
    {
        Move(TargetState.Planned);
        Level = ProofLevel.None;
        ProofId = null;
        (ProvedAt, UnusedAt) = (null, null);
        AcceptedAt = null;
    }

    private void Move(TargetState next)
    {
        if (next != State && !IncidentStates.After(State).Contains(next))
            throw new InvalidOperationException($"A target cannot go from {State} to {next}.");
        State = next;
        Touch();
    }

    private void Touch() => Version = Guid.CreateVersion7();
}
