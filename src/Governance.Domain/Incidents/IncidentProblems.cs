namespace Governance.Domain.Incidents;

/// <summary>Refusals around revocation.</summary>
public static class IncidentProblems
{
    /// <summary>No such incident in the actor's org groups.</summary>
    public static readonly Problem NotFound =
        Problem.NotFound("incident.not-found", "There is no such incident, or it is outside your org groups.");

    /// <summary>Nothing to revoke.</summary>
    public static readonly Problem Empty = Problem.Invalid(
        "incident.no-targets",
        "Nothing is left to revoke: the authorizations you chose are gone, or belong to the portal itself.");

    /// <summary>Every target waits for a responder credential.</summary>
    public static readonly Problem NeedsResponder = Problem.Conflict(
        "incident.needs-responder",
        "No org of these has a responder credential, so nothing can be revoked from here. Nothing was sent. "
        + "An Org admin sets one up on the org's page.");

    /// <summary>The plan changed between preview and confirmation.</summary>
    public static readonly Problem PlanChanged = Problem.Conflict(
        "incident.plan-changed",
        "What would be revoked has changed since the preview. Nothing was sent. Look at the preview again.");

    /// <summary>The typed name does not match.</summary>
    public static readonly Problem NameMismatch = Problem.Invalid(
        "incident.name-mismatch", "The typed name is not the name of the scope. Nothing was sent.");

    /// <summary>Work still goes on.</summary>
    public static readonly Problem StillRunning =
        Problem.Conflict("incident.still-running", "The containment is still running. Wait until every target has settled.");

    /// <summary>Nothing failed.</summary>
    public static readonly Problem NothingFailed =
        Problem.Invalid("incident.nothing-failed", "No target has failed; there is nothing to retry.");

    /// <summary>No such target in the actor's org groups.</summary>
    public static readonly Problem TargetNotFound =
        Problem.NotFound("incident.target-not-found", "This incident has no such target, or it is outside your org groups.");

    /// <summary>The step was ticked already, or the portal does it.</summary>
    public static readonly Problem NotWaiting =
        Problem.Conflict("incident.not-waiting", "This target does not wait for a person any more. Reload the page.");

    /// <summary>A tick says what was done.</summary>
    public static readonly Problem NoteNeeded =
        Problem.Invalid("incident.note-needed", "Say in at least 5 characters what you did or saw: it stands in the receipt.");

    /// <summary>Whoever acted does not review it.</summary>
    public static readonly Problem OwnReview = new(ProblemKind.Forbidden, "incident.own-review",
        "You acted in this incident. Somebody else reviews it.");

    /// <summary>Not contained, or closed already.</summary>
    public static readonly Problem NotContained =
        Problem.Conflict("incident.not-contained", "Only an incident that is contained can be reviewed and closed. Reload the page.");

    /// <summary>A review covers all of it.</summary>
    public static readonly Problem PartOnly = new(ProblemKind.Forbidden, "incident.part-only",
        "This incident may reach beyond your org groups. Somebody who sees every org group reviews it.");

    /// <summary>Nothing to take back.</summary>
    public static readonly Problem NoUndo = Problem.Conflict("incident.no-undo",
        "This can't be taken back: it was not done by the portal, how it stood before is not known, or it was taken back already.");

    /// <summary>A policy forbids what the undo would bring back.</summary>
    /// <param name="rule">Which rule fails now.</param>
    public static Problem StaysOff(string rule) => Problem.Conflict("incident.stays-off",
        $"This stays as it is: it would bring back what a critical finding ({rule}) stands against now. Close the finding, or have it waived, first.");

    /// <summary>A download was begun too long ago, by somebody else, or never.</summary>
    public static readonly Problem EvidenceGone = Problem.NotFound(
        "incident.evidence-gone", "This download was begun too long ago, or not by you. Download the evidence again.");

    /// <summary>More was preserved, or less may be seen, since the download was begun.</summary>
    public static readonly Problem EvidenceChanged = Problem.Conflict(
        "incident.evidence-changed", "What was preserved has changed since this download was begun. Download the evidence again.");

    /// <summary>A policy asks for a second person first.</summary>
    public static readonly Problem Held = Problem.Conflict("incident.held",
        "Nothing was sent yet: a second person must let this incident start first.");

    /// <summary>Nobody has to let it start.</summary>
    public static readonly Problem NotHeld = Problem.Conflict("incident.not-held",
        "This incident does not wait for a second person, or no more. Nothing was changed. Reload the page.");

    /// <summary>Nobody let it start in time.</summary>
    public static readonly Problem Lapsed = Problem.Conflict("incident.lapsed",
        "Nobody let this incident start within 30 minutes, so it has ended. Nothing was sent. Declare it again.");

    /// <summary>Whoever declared it is one person.</summary>
    public static readonly Problem OwnStart = new(ProblemKind.Forbidden, "incident.own-start",
        "You declared this incident. Another person lets it start.");

    /// <summary>Who came in by a one-time code is only claimed to be who they say.</summary>
    public static readonly Problem NotByEmergency = new(ProblemKind.Forbidden, "incident.emergency-confirm",
        "Somebody under an emergency sign-in can't be the second person: that it is another person is not known.");
}
