using System.Globalization;
using Governance.Application.Requests;
using Governance.Domain.Requests;
using Governance.Web.Components.Pages.Incidents;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>Requests in words.</summary>
internal static class RequestWords
{
    public static string Of(RequestKind kind) => kind switch
    {
        RequestKind.PlannedRevocation => "planned revocation",
        RequestKind.ConnectOrg => "org connection",
        RequestKind.ConnectHeroku => "Heroku account connection",
        RequestKind.AppPolicy => "OAuth policy of a client app",
        RequestKind.AppLinkConnection => "AppLink connection",
        RequestKind.AppLinkAuthorization => "AppLink authorization",
        RequestKind.AppLinkPublication => "AppLink publication",
        _ => Words.Sentence(kind.ToString()).ToLowerInvariant(),
    };

    /// <summary>As a heading.</summary>
    public static string Title(RequestKind kind) => kind switch
    {
        RequestKind.ConnectOrg => "Connect an org",
        RequestKind.ConnectHeroku => "Connect a Heroku account",
        RequestKind.ClientApp => "New client app for an integration",
        RequestKind.AppPolicy => "OAuth policy of a client app",
        RequestKind.PermissionSetGrant => "Permission set for a user, until a day",
        RequestKind.Renewal => "Renewal of an integration",
        _ => "New " + Of(kind),
    };

    public static string Of(ListRequests.Standing which) => which switch
    {
        ListRequests.Standing.ForMe => "Waiting for me",
        ListRequests.Standing.Mine => "Asked by me",
        _ => which.ToString(),
    };

    public static string Of(RequestState state) => state == RequestState.WaitingForPerson ? "Waiting for a person" : Words.Sentence(state.ToString());

    public static Tone ToneOf(RequestState state) => state switch
    {
        RequestState.Approved or RequestState.Done => Tone.Pass,
        RequestState.CarryingOut => Tone.Running,
        RequestState.WaitingForPerson => Tone.Person,
        RequestState.Failed => Tone.High,
        RequestState.Submitted or RequestState.InReview => Tone.Waiting,
        _ => Tone.NotApplicable,
    };

    /// <summary>"1 of 2 agreed"; what it waits for.</summary>
    public static string Standing(ListRequests.Row row) => row.State switch
    {
        RequestState.Submitted or RequestState.InReview => $"{row.Agreed} of {row.Needed} agreed{Stage(row)}",
        RequestState.Approved => "a responder begins it",
        RequestState.CarryingOut => row.Kind == RequestKind.PlannedRevocation ? "being revoked" : "the portal is at it",
        RequestState.WaitingForPerson => row.Kind == RequestKind.PlannedRevocation ? "not all could be revoked" : "a person does it",
        RequestState.Draft => "",
        _ => $"{row.Agreed} of {row.Needed} agreed",
    };

    private static string Stage(ListRequests.Row row) => (row.WaitsFor switch
    {
        ApproverKind.OrgGroup => "; waits for reviewers of its org group",
        ApproverKind.Unscoped => "; waits for reviewers of all org groups",
        ApproverKind.Claim => "; waits for those whom a rule names",
        _ => "",
    }) + (row.EscalatedAt is null ? "" : "; escalated");

    /// <summary>"one more person", "two more people".</summary>
    public static string More(int people) => people switch
    {
        <= 1 => "one more person",
        2 => "two more people",
        _ => $"{people} more people",
    };

    /// <summary>The act on the button.</summary>
    public static string Approve(RequestKind kind) => kind switch
    {
        RequestKind.PlannedRevocation => "Approve revocation",
        RequestKind.AppPolicy => "Approve OAuth policy",
        RequestKind.ConnectHeroku => "Approve Heroku account",
        _ => $"Approve {Of(kind)}",
    };

    /// <summary>What follows the last approval.</summary>
    public static string AfterLast(GetRequest.Detail detail) => detail.Head.Kind switch
    {
        _ when detail.View.Errand is not null => "the portal then does it",
        RequestKind.PlannedRevocation => "a responder then begins it",
        RequestKind.Waiver => "the finding is then hidden from counts, until its last day",
        RequestKind.PolicyChange => "the policy then holds, and the orgs it touches are judged anew",
        _ => "a person then does it, by a checklist",
    };

    /// <summary>The last stage, before it began.</summary>
    public static string Carrying(GetRequest.Detail detail) => detail.Head.Kind switch
    {
        _ when detail.View.Errand is not null => "Done by the portal",
        RequestKind.PlannedRevocation => "Begun by an Incident responder",
        RequestKind.Waiver or RequestKind.PolicyChange => "Holds upon the last approval",
        _ => "Done by a person",
    };

    /// <summary>Where one stands that waits for nobody's decision.</summary>
    public static string Standing(GetRequest.Detail detail) => (detail.Head.Kind, detail.Head.State) switch
    {
        (RequestKind.PolicyChange, RequestState.Submitted or RequestState.InReview) when detail.Head.IsOwn =>
            $"{detail.MayNotDecide?.Message} Its file can’t be changed here: it is judged as a whole. Withdraw it and propose the other one.",
        (_, RequestState.Submitted or RequestState.InReview) => detail.MayNotDecide?.Message ?? "",
        (_, RequestState.Draft) => "A draft: nobody but you sees it.",
        (RequestKind.PlannedRevocation, RequestState.Approved) => detail.MayBegin
            ? "Approved. What was agreed on is revoked, evidence stands in the incident." : "Approved. An Incident responder of its org group begins it.",
        (RequestKind.PlannedRevocation, RequestState.CarryingOut) => "The containment is running.",
        (RequestKind.PlannedRevocation, RequestState.WaitingForPerson) => "Not all could be revoked: the incident says what a person can do.",
        (RequestKind.PlannedRevocation, RequestState.Done) => "Done: the incident holds the proof.",
        (RequestKind.PlannedRevocation, _) => "It is over; nothing was revoked by it.",
        _ when detail.View.Errand is { State: ErrandState.WaitsForSignIn } => detail.MaySignIn ? "Approved. It waits for you to sign in at the org, above." : "Approved. It waits for whoever asked to sign in at the org.",
        _ when detail.View.Errand is { State: ErrandState.UnderWay } => "Approved. The portal is at it.",
        _ when detail.View.Errand is { State: not null } => "Approved. What came of it stands above.",
        (_, RequestState.WaitingForPerson) => "Approved. A person does it, by the checklist above.",
        (RequestKind.Waiver, RequestState.Done) => "Done: the waiver began upon the last approval.",
        (RequestKind.PolicyChange, RequestState.Done) => "Done: the policy holds since the last approval.",
        (_, RequestState.Done) => "Done: every step of the checklist was ticked.",
        (_, RequestState.Failed) => "It could not be done: the reason stands among the notes.",
        _ => "It is over; nothing came of it.",
    };

    /// <summary>What it would do, in a sentence.</summary>
    public static string Sentence(GetRequest.Detail detail) => detail.Head.Kind switch
    {
        RequestKind.PlannedRevocation => detail.View.Stops is not { } stops || stops.Targets == 0
            ? $"Of {IncidentWords.Count(detail.View.Asked ?? 0, "authorization")} asked for none is left to revoke."
            : $"Ends {IncidentWords.Count(stops.Targets, "authorization")} in {IncidentWords.Count(stops.Orgs.Count, "org")} for good; "
                + $"{IncidentWords.Count(stops.Owners, "owner")} must consent anew to get access back.",
        RequestKind.Waiver => $"Hides one finding from counts to the end of {Day(detail.AgreedUntil ?? detail.Until)}, never from the record; can be ended before.",
        RequestKind.PolicyChange => "Changes how things are judged, at once; can be undone by another change.",
        _ when detail.View.Errand is { } errand => errand.Does,
        _ => $"The portal changes nothing by itself: {AfterLast(detail)}.",
    };

    /// <summary>"31 Jan 2027 (UTC)".</summary>
    public static string Day(DateOnly? day) => day is { } one ? one.ToString("d MMM yyyy", CultureInfo.InvariantCulture) + " (UTC)" : "its last day";
}
