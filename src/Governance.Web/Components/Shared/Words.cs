using System.Text;
using Governance.Application.Access;
using Governance.Domain.Access;

namespace Governance.Web.Components.Shared;

/// <summary>Names of the contract in words for people.</summary>
public static class Words
{
    /// <summary>"Incident responder".</summary>
    public static string Of(Role role) => AccessProblems.RoleName(role);

    /// <summary>"Org admin, Security reviewer"; "no role" when there is none.</summary>
    public static string Of(IReadOnlyCollection<Role> roles) =>
        roles.Count == 0 ? "no role" : string.Join(", ", roles.Select(Of));

    /// <summary>"Connect org".</summary>
    public static string Of(Permission permission) => Sentence(permission.ToString());

    /// <summary>"You need the role Incident responder." or "You need one of the roles A, B or C."</summary>
    public static string Needed(Permission permission) => AccessProblems.Needed(permission);

    /// <summary>"IncidentResponder" becomes "Incident responder".</summary>
    public static string Sentence(string name)
    {
        var words = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && words.Length > 0) words.Append(' ').Append(char.ToLowerInvariant(letter));
            else words.Append(letter);
        }

        return words.ToString();
    }
}
