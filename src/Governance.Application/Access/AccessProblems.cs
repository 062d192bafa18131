using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Access;

/// <summary>Refusals around who may do what.</summary>
public static partial class AccessProblems
{
    /// <summary>The actor does not hold what the message requires.</summary>
    public static Problem Denied(Permission? required) => new(ProblemKind.Forbidden, "access.denied",
        required is { } permission && PermissionMatrix.HoldersOf(permission).Count > 0
            ? $"{Needed(permission)} Ask a Portal admin."
            : "Only the portal itself may do this.");

    /// <summary>"You need the role Incident responder." or "You need one of the roles A, B or C."</summary>
    public static string Needed(Permission permission)
    {
        string[] roles = [.. PermissionMatrix.HoldersOf(permission).Order().Select(RoleName)];
        return roles.Length switch
        {
            0 => "No person may do this; only the portal itself.",
            1 => $"You need the role {roles[0]}.",
            _ => $"You need one of the roles {string.Join(", ", roles[..^1])} or {roles[^1]}.",
        };
    }

    /// <summary>The session behind the message is over: signed out, ended by somebody else, or too old.</summary>
    public static readonly Problem SessionEnded = new(ProblemKind.Forbidden, "access.session-ended",
        "Your session has ended, so nothing was done. Sign in again.");

    /// <summary>A grave act, and the person's last sign-in at the provider is too old or not known.</summary>
    public static readonly Problem StepUpRequired = new(ProblemKind.Forbidden, "access.step-up-required",
        "This needs a sign-in within the last 10 minutes, and nothing was done yet. Sign in again, then confirm once more.");

    /// <summary>The same where the provider gave nothing to ask it with between sign-ins.</summary>
    public static readonly Problem StepUpToBeChecked = StepUpRequired with
    {
        Message = "This needs a sign-in within the last 5 minutes, because your identity provider tells the portal about you only then. "
            + "Nothing was done yet. Sign in again, then confirm once more.",
    };

    /// <summary>A grave act, and the provider was asked whether the person still may, without an answer.</summary>
    public static readonly Problem ProviderSilent = new(ProblemKind.RemoteUnavailable, "access.provider-silent",
        "Before this the portal asks your identity provider whether you still may, and it gave no usable answer. Nothing was done. "
        + "Try again in a minute; everything that needs no confirmed sign-in goes on working.");

    /// <summary>The logout token was obeyed before.</summary>
    public static readonly Problem LogoutReplayed = Problem.Conflict("logout.replayed", "This logout token was used already; each one works once.");

    /// <summary>Neither sub nor sid.</summary>
    public static readonly Problem LogoutOfNobody = Problem.Invalid("logout.names-nobody", "This logout token names neither a person nor a session.");

    /// <summary>A Portal admin blocked the person.</summary>
    public static readonly Problem Blocked = new(ProblemKind.Forbidden, "access.blocked",
        "A Portal admin has blocked you from this portal. Ask a Portal admin.");

    /// <summary>No such person or session.</summary>
    public static readonly Problem PersonNotFound = Problem.NotFound("access.person-not-found", "There is no such person. Reload the page.");

    /// <summary>One's own access is for others to end.</summary>
    public static readonly Problem NotYourself = new(ProblemKind.Forbidden, "access.not-yourself",
        "You can't block yourself. Another Portal admin can; your own sessions you can end on Your sessions.");

    /// <summary>Not one of one's own sessions, or over already.</summary>
    public static readonly Problem SessionNotFound = Problem.NotFound("access.session-not-found", "This session is over already. Reload the page.");

    /// <summary>Settings and the register belong to the company as a whole.</summary>
    public static readonly Problem UnscopedOnly = new(ProblemKind.Forbidden, "access.unscoped-only",
        "This is about every org group, and your role is limited to some of them. Ask a Portal admin whose role covers all.");

    /// <summary>A role in words, as in Incident responder.</summary>
    public static string RoleName(Role role)
    {
        var words = Capitals().Replace(role.ToString(), " $0").Trim().ToLowerInvariant();
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("[A-Z]", RegexOptions.None, 100)]
    private static partial Regex Capitals();
}
