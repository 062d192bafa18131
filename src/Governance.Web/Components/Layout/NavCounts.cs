using Governance.Application.Overview;

namespace Governance.Web.Components.Layout;

/// <summary>What stands beside the navigation, as a cascading value; null shows nothing there.</summary>
/// <param name="Running">Incidents under way, the newest first; the bar shows them on every page.</param>
/// <param name="Emergencies">Emergency sign-ins that wait for their review: a notice on every page; null when there are none.</param>
/// <param name="Inbox">Unread notices of whoever looks.</param>
public sealed record NavCounts(
    int? Orgs = null,
    int? Integrations = null,
    int? Catalog = null,
    int? Authorizations = null,
    int? PermissionSets = null,
    int? Certificates = null,
    int? Policies = null,
    int? Requests = null,
    int? Incidents = null,
    IReadOnlyList<RunningIncident>? Running = null,
    IReadOnlyList<GetNavCounts.Emergency>? Emergencies = null,
    int Inbox = 0);

/// <summary>An incident under way.</summary>
/// <param name="Number">As people say it: <c>INC-0007</c>.</param>
/// <param name="Href">Its page.</param>
/// <param name="IsWaiting">Nothing goes on before a person has acted.</param>
public sealed record RunningIncident(string Number, string Href, bool IsWaiting);
