using Governance.Application.Authorizations;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>Carries what was chosen from the list to the plan within one circuit; the address carries it over a reload
/// as far as it can (<see cref="AuthorizationAddress.WriteSelection"/>). Register as scoped.</summary>
public sealed class RevocationDraft
{
    /// <summary>What was chosen last; null when nothing was.</summary>
    public AuthorizationSelection? Selection { get; set; }

    /// <summary>The list that something was chosen in, with its filter; without one when rows were chosen one by one.</summary>
    public static string ListOf(AuthorizationSelection? selection) =>
        selection?.Filter is { } filter && AuthorizationAddress.Write(filter) is { Length: > 0 } query ? $"/authorizations?{query}" : "/authorizations";

    /// <summary>What an address chooses. The draft counts only for the address it was written with: what the address can't hold is then still
    /// known, and an old draft never stands in for another selection.</summary>
    /// <param name="address">Of the page.</param>
    /// <param name="problem">Why the address can't be read; null when it can, or chooses nothing.</param>
    public AuthorizationSelection? ChosenAt(Uri address, out string? problem)
    {
        problem = null;
        var asked = address.Query.TrimStart('?');
        if (Selection is { } kept && (asked.Length == 0 || asked == AuthorizationAddress.WriteSelection(kept))) return kept;
        return AuthorizationAddress.TryReadSelection(address, out var selection, out problem) ? selection : null;
    }
}
