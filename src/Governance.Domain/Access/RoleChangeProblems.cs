namespace Governance.Domain.Access;

/// <summary>Refusals around changing the role map.</summary>
public static class RoleChangeProblems
{
    /// <summary>No such proposal.</summary>
    public static readonly Problem NotFound = Problem.NotFound("role-change.not-found", "There is no such role change. Reload the page.");

    /// <summary>Decided, withdrawn or expired.</summary>
    public static readonly Problem NotOpen = Problem.Conflict("role-change.not-open",
        "This role change was decided, withdrawn or has expired meanwhile. Nothing was changed. Reload the page.");

    /// <summary>The map is not the one that was shown.</summary>
    public static readonly Problem MapChanged = Problem.Conflict("role-change.map-changed",
        "The role map was changed since this page showed it, so nothing was done. Reload, look again at who gains or loses what, then decide.");

    /// <summary>To be added, and there already.</summary>
    public static readonly Problem Exists = Problem.Conflict("role-change.exists", "The role map has this line already, or it is proposed already.");

    /// <summary>To be removed, and not there.</summary>
    public static readonly Problem Missing = Problem.Conflict("role-change.missing", "The role map does not have this line, or its removal is proposed already.");

    /// <summary>Nobody could change roles any more.</summary>
    public static readonly Problem LastPortalAdmin = Problem.Conflict("role-change.last-portal-admin",
        "This is the last line that makes somebody Portal admin of all org groups. Add another first: without one nobody could change roles any more.");

    /// <summary>Somebody else confirms.</summary>
    public static readonly Problem OwnProposal = new(ProblemKind.Forbidden, "role-change.own-proposal",
        "You proposed this role change. Another Portal admin or a Security reviewer confirms or rejects it; you can withdraw it.");

    /// <summary>One's own rights are for others to change.</summary>
    public static readonly Problem OwnGroup = new(ProblemKind.Forbidden, "role-change.own-group",
        "You are in this group yourself. Nobody proposes or decides what changes their own roles: ask somebody outside the group.");

    /// <summary>Only the proposer withdraws.</summary>
    public static readonly Problem NotYours = new(ProblemKind.Forbidden, "role-change.not-yours",
        "Only the person who proposed a role change can withdraw it. You can reject it.");

    /// <summary>A job or the command line is no person.</summary>
    public static readonly Problem PersonNeeded = new(ProblemKind.Forbidden, "role-change.person-needed",
        "A role change takes two people who are signed in. The command line can't stand in for either.");

    /// <summary>The group id can't be an id as a provider sends it.</summary>
    public static readonly Problem BadGroup = Problem.Invalid("role-change.bad-group",
        "This is no group id as the identity provider sends it: it begins or ends with a space, holds invisible characters, or mixes letters of several scripts. Copy the id from the provider.");

    /// <summary>Reads like a group that is known.</summary>
    public static Problem LookAlike(string known) => Problem.Invalid("role-change.look-alike",
        $"This looks like the group “{known}” but is not the same, letter for letter. If you mean that group, copy its id; if not, the identity provider should name the new one differently.");

    /// <summary>No such org group.</summary>
    public static readonly Problem OrgGroupNotFound = Problem.NotFound("role-change.org-group-not-found", "There is no such org group. Reload the page.");
}
