namespace Governance.Domain.Requests;

/// <summary>What is asked for.</summary>
public enum RequestKind
{
    /// <summary>To revoke authorizations without an incident, after somebody else agreed.</summary>
    PlannedRevocation,

    /// <summary>To except one finding for a time.</summary>
    Waiver,

    /// <summary>To change a policy, or to add one.</summary>
    PolicyChange,

    /// <summary>To connect an org to the portal.</summary>
    ConnectOrg,

    /// <summary>To connect a Heroku account to the portal.</summary>
    ConnectHeroku,

    /// <summary>A new AppLink connection of an add-on to an org.</summary>
    AppLinkConnection,

    /// <summary>A new AppLink authorization: an add-on acts as one named user.</summary>
    AppLinkAuthorization,

    /// <summary>To publish an API to an org by AppLink.</summary>
    AppLinkPublication,

    /// <summary>A new client app for an integration.</summary>
    ClientApp,

    /// <summary>To give a permission set to a user until a day.</summary>
    PermissionSetGrant,

    /// <summary>That an integration goes on until a day.</summary>
    Renewal,

    /// <summary>To set one thing in the OAuth policy of a client app.</summary>
    AppPolicy,

    /// <summary>To bring back a client app that a containment cut off.</summary>
    ReturnToService,
}

/// <summary>Where a request stands (contracts §4; table in Application/Requests/RequestStates.md). One that nobody decided, or that nobody
/// carried out, in time has expired, whatever its row says.</summary>
public enum RequestState
{
    /// <summary>Being written; nobody else sees it.</summary>
    Draft,

    /// <summary>Filed; nobody has decided yet.</summary>
    Submitted,

    /// <summary>Some of those who are needed agreed.</summary>
    InReview,

    /// <summary>As many agreed as are needed; it waits to be carried out.</summary>
    Approved,

    /// <summary>Somebody said no.</summary>
    Rejected,

    /// <summary>Taken back by whoever asked.</summary>
    Withdrawn,

    /// <summary>Its time passed.</summary>
    Expired,

    /// <summary>The portal is at it.</summary>
    CarryingOut,

    /// <summary>A step is left that only a person can do.</summary>
    WaitingForPerson,

    /// <summary>Carried out, and proven as far as it can be.</summary>
    Done,

    /// <summary>It was begun and could not be carried out.</summary>
    Failed,
}

/// <summary>The allowed moves.</summary>
public static class RequestStates
{
    private static readonly Dictionary<RequestState, RequestState[]> Moves = new()
    {
        [RequestState.Draft] = [RequestState.Submitted, RequestState.Withdrawn],
        [RequestState.Submitted] = [RequestState.InReview, RequestState.Approved, RequestState.Rejected, RequestState.Withdrawn, RequestState.Expired],
        [RequestState.InReview] = [RequestState.Submitted, RequestState.Approved, RequestState.Rejected, RequestState.Withdrawn, RequestState.Expired],
        [RequestState.Approved] = [RequestState.InReview, RequestState.CarryingOut, RequestState.Withdrawn, RequestState.Expired],
        [RequestState.Rejected] = [],
        [RequestState.Withdrawn] = [],
        [RequestState.Expired] = [],
        [RequestState.CarryingOut] = [RequestState.WaitingForPerson, RequestState.Done, RequestState.Failed],
        [RequestState.WaitingForPerson] = [RequestState.CarryingOut, RequestState.Done, RequestState.Failed],
        [RequestState.Done] = [RequestState.CarryingOut],
        [RequestState.Failed] = [RequestState.CarryingOut],
    };

    /// <summary>The states that may follow.</summary>
    public static IReadOnlyList<RequestState> After(RequestState state) => Moves[state];

    /// <summary>Still waits for somebody to agree.</summary>
    public static bool IsWaiting(RequestState state) => state is RequestState.Submitted or RequestState.InReview;

    /// <summary>Nothing more will come of it.</summary>
    public static bool IsOver(RequestState state) =>
        state is RequestState.Rejected or RequestState.Withdrawn or RequestState.Expired or RequestState.Done or RequestState.Failed;
}
