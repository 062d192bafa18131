using Governance.Application.Authorizations;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>Carries what was chosen from the list to the plan within one circuit; the address carries it over a reload
/// as far as it can (<see cref="AuthorizationAddress.WriteSelection"/>). Register as scoped.</summary>
public sealed class RevocationDraft
{
    /// <summary>What was chosen last; null when nothing was.</summary>
    public AuthorizationSelection? Selection { get; set; }
}
