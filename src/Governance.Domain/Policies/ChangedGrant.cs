namespace Governance.Domain.Policies;

/// <summary>A grant changed since its org was judged: the next judging looks at it and at what hangs on it, not at the whole org.</summary>
public sealed class ChangedGrant
{
    private ChangedGrant() { }

    /// <summary>Noted by the read that saw it.</summary>
    /// <param name="org">In which org.</param>
    /// <param name="grant">Which.</param>
    /// <param name="isMoved">False when it was only used.</param>
    public ChangedGrant(OrgId org, AuthorizationId grant, bool isMoved) => (Id, OrgId, GrantId, IsMoved) = (Guid.CreateVersion7(), org, grant, isMoved);

    /// <summary>Ours: two reads may note the same grant.</summary>
    public Guid Id { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>Which grant.</summary>
    public AuthorizationId GrantId { get; private set; }

    /// <summary>It appeared, vanished, or says something else of app or owner: they are judged too. False when it was only used.</summary>
    public bool IsMoved { get; private set; }
}
