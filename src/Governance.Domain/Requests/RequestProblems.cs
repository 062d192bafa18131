namespace Governance.Domain.Requests;

/// <summary>Refusals around requests.</summary>
public static class RequestProblems
{
    /// <summary>No such request in scope.</summary>
    public static readonly Problem NotFound = Problem.NotFound("request.not-found", "There is no such request, or it is outside your org groups.");

    /// <summary>It carries none, or the text is not what its hash says.</summary>
    public static readonly Problem NoSpec = Problem.NotFound("request.no-spec", "This request carries no specification, or it is not kept as it was handed in.");

    /// <summary>Larger than the portal takes, and could read back.</summary>
    public static readonly Problem SpecTooLarge = Problem.Invalid("request.spec-too-large", "The file is larger than 5 MB. Nothing was stored.");

    /// <summary>What lies in several org groups is asked for by whoever sees every group.</summary>
    public static readonly Problem OneGroup = Problem.Invalid("request.one-group",
        "These authorizations lie in several org groups. Ask for each org group apart, so that its own people can decide.");

    /// <summary>Decided, withdrawn, expired or under way.</summary>
    public static readonly Problem NotOpen = Problem.Conflict("request.not-open",
        "This request was decided, withdrawn or has expired meanwhile. Nothing was changed. Reload the page.");

    /// <summary>Nobody decides on their own request.</summary>
    public static readonly Problem Own = new(ProblemKind.Forbidden, "request.own",
        "You asked for this. Somebody else decides on it; you can withdraw it.");

    /// <summary>Deciding takes a right in the request's org group.</summary>
    public static readonly Problem NotForYou = new(ProblemKind.Forbidden, "request.not-for-you", "A Security reviewer of its org group decides on it.");

    /// <summary>It goes through stages, and another one waits.</summary>
    /// <param name="who">Who decides in the stage that waits, in words.</param>
    public static Problem NotYourStage(string who) =>
        new(ProblemKind.Forbidden, NotForYou.Code, $"It is decided in stages, and the one that waits now is not yours: it is for {who}.");

    /// <summary>One person, one verdict.</summary>
    public static readonly Problem Twice = Problem.Conflict("request.decided-by-you", "You have decided on this request already. Another person is needed.");

    /// <summary>What was shown is not what stands.</summary>
    public static readonly Problem Changed = Problem.Conflict("request.changed",
        "The request changed since this page showed it, so nothing was decided. Reload and look again.");

    /// <summary>A rejection says why.</summary>
    public static readonly Problem ReasonNeeded = Problem.Invalid("request.reason-needed", "A rejection needs a reason of at least 10 characters.");

    /// <summary>Only whoever asked withdraws.</summary>
    public static readonly Problem NotYours = new(ProblemKind.Forbidden, "request.not-yours",
        "Only the person who asked can withdraw a request. A Security reviewer can reject it.");

    /// <summary>A job or the command line is no person.</summary>
    public static readonly Problem PersonNeeded = new(ProblemKind.Forbidden, "request.person-needed",
        "A request takes people who are signed in. The command line can't stand in for any of them.");

    /// <summary>Not agreed, or the time to carry it out is over.</summary>
    public static readonly Problem NotApproved = Problem.Conflict("request.not-approved",
        "This request is not approved, or its approval has been used or has expired. Nothing was done.");

    /// <summary>Nothing about the stage it waits in is to be told or kept.</summary>
    public static readonly Problem NotStuck = Problem.Conflict("request.not-stuck", "The stage in which this request waits is as it was kept. Nothing was changed.");

    /// <summary>The decisions in the database are not those in the audit.</summary>
    public static readonly Problem NotAudited = Problem.Conflict("request.not-audited",
        "The approvals of this request are not all in the audit, or somebody who gave one may no longer decide. Nothing was done. Tell a Portal admin.");

    /// <summary>A last day can be brought forward by whoever decides, not put off.</summary>
    public static readonly Problem BadUntil = Problem.Invalid("request.bad-until",
        "Whoever decides can bring the last day forward, to today at the earliest (UTC). A later one is asked for anew.");

    /// <summary>While it waits, less can be asked for, not more.</summary>
    public static readonly Problem NotNarrower = Problem.Invalid("request.not-narrower",
        "While it waits, it can only ask for less: an earlier last day, or fewer authorizations, at least one. Anything else is asked for anew.");

    /// <summary>Nothing differs.</summary>
    public static readonly Problem NoDifference = Problem.Invalid("request.no-difference", "Nothing differs from what is asked for already.");

    /// <summary>Its content is decided as it stands.</summary>
    public static readonly Problem NotEditable = Problem.Conflict("request.not-editable",
        "This kind of request can't be edited. Withdraw it and ask again.");

    /// <summary>No step waits for a person, or this one was done already.</summary>
    public static readonly Problem NoStep = Problem.Conflict("request.no-step",
        "This step does not wait for anybody, or was ticked meanwhile. Nothing was changed. Reload the page.");

    /// <summary>The asker or an Org admin does what a person has to.</summary>
    public static readonly Problem NotYourStep = new(ProblemKind.Forbidden, "request.not-your-step",
        "The person who asked, or an Org admin of its org group, does this and ticks it.");

    /// <summary>A step says what was done.</summary>
    public static readonly Problem NoteNeeded = Problem.Invalid("request.note-needed", "Say what you did: at least 10 characters. It is kept for good.");

    /// <summary>The form has answers that are missing or wrong.</summary>
    public static readonly Problem NotWhole = Problem.Invalid("request.not-whole", "Some answers are missing or wrong. Nothing was filed.");

    /// <summary>Drafts are few.</summary>
    public static readonly Problem TooManyDrafts = Problem.Conflict("request.too-many-drafts", "You have 20 drafts already. File or drop one of them first.");

    /// <summary>Notes are bounded.</summary>
    public static readonly Problem TooManyNotes = Problem.Conflict("request.too-many-notes", "This request holds 500 notes already; no more are kept.");

    /// <summary>What was approved is not connected.</summary>
    public static readonly Problem NotConnected = Problem.Conflict("request.not-connected",
        "What was approved is not connected yet. Connect it; this is ticked by itself then.");

    /// <summary>A sign-in is for whoever asked.</summary>
    public static readonly Problem NotYourSignIn = new(ProblemKind.Forbidden, "request.not-your-sign-in", "Only the person who asked signs in for this.");

    /// <summary>Nothing waits for a sign-in.</summary>
    public static readonly Problem NoSignIn = Problem.Conflict("request.no-sign-in", "This request waits for no sign-in any more. Reload the page to see how it stands.");

    /// <summary>No form asks for this kind.</summary>
    public static readonly Problem NoForm = Problem.Invalid("request.no-form", "This is asked for elsewhere: from the list, finding or policy that it is about.");

    /// <summary>One at a time.</summary>
    public static readonly Problem Exists = Problem.Conflict("request.exists", "A request for the same waits for a decision already.");

    /// <summary>Nobody ticks what is seen by a read.</summary>
    public static readonly Problem ByItself = Problem.Conflict("request.by-itself",
        "Nobody ticks this: it is done by itself when a sync shows what was agreed on, and nothing beyond it.");
}

/// <summary>Refusals around a return to service.</summary>
public static class ReturnProblems
{
    /// <summary>No such passport in the actor's org groups.</summary>
    public static readonly Problem NotFound = Problem.NotFound("return.not-found", "There is no such passport, or it is outside your org groups.");

    /// <summary>The containment goes on, or nobody has reviewed it, or something came back.</summary>
    public static readonly Problem StillOpen = Problem.Conflict("return.incident-open",
        "The incident is open: nothing returns before it is contained and somebody who did not act in it has closed it. Nothing was done.");

    /// <summary>It ended before anything was sent.</summary>
    public static readonly Problem NothingCut = Problem.Conflict("return.nothing-cut",
        "This incident ended before anything was sent: nothing has to return from it.");

    /// <summary>Altered, or signed by no key of ours.</summary>
    public static readonly Problem Altered = Problem.Conflict("return.passport-altered",
        "This passport is not as it was signed, or was signed with another key. It brings nothing back. Tell a Portal admin.");

    /// <summary>Its time has passed.</summary>
    public static readonly Problem Expired = Problem.Conflict("return.passport-expired",
        "This passport has expired: it held for 90 days. Bring the client app back as a new one.");

    /// <summary>Nobody who came in by a one-time code gives anything back.</summary>
    public static readonly Problem NotByEmergency = new(ProblemKind.Forbidden, "return.emergency",
        "An emergency sign-in cuts off; it brings nothing back. Sign in as usual.");

    /// <summary>Nobody to come back as.</summary>
    public static readonly Problem NoUser = Problem.Invalid("return.no-user", "Choose at least one user that the client app may act as.");

    /// <summary>Nothing of this kind brings it back.</summary>
    public static readonly Problem NeedsReturn = Problem.Conflict("return.needed",
        "The incident is closed. This opens again only under an approved return to service that covers it: ask for one on the incident's page.");

    /// <summary>More than the passport holds.</summary>
    public static Problem Wider(IReadOnlyList<string> what) => Problem.Invalid("return.wider",
        $"More is asked for than the passport holds: {Text.Bounded(string.Join(", ", what), 300)}. What comes back can only be less.");
}
