using System.Text.RegularExpressions;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Application.Access;

/// <summary>Refusals around who may do what.</summary>
public static partial class AccessProblems
{
    /// <summary>The actor does not hold what the message requires.</summary>
    public static Problem Denied(Permission? required)
    {
        var roles = required is { } permission ? PermissionMatrix.HoldersOf(permission) : [];
        var message = roles.Count == 0
            ? "Only the portal itself may do this."
            : $"You need the role {string.Join(" or ", roles.Select(RoleName))}. Ask a Portal admin.";
        return new Problem(ProblemKind.Forbidden, "access.denied", message);
    }

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
