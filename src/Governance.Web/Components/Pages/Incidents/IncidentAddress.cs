using Governance.Domain;
using Governance.Domain.Incidents;

namespace Governance.Web.Components.Pages.Incidents;

/// <summary>Addresses of the incident screens; filters and page travel in them.</summary>
public static class IncidentAddress
{
    public const string List = "/incidents";

    public const string New = "/incidents/new";

    public static string Of(IncidentId id, Shown? shown = null) => $"{List}/{id.Value:D}{Query(shown)}";

    public static string Of(IncidentId id, TargetId target, Shown? shown = null) =>
        $"{List}/{id.Value:D}/targets/{target.Value:D}{Query(shown)}";

    /// <summary>Where a return to service is asked for.</summary>
    public static string Return(IncidentId id, Guid passport) => $"{List}/{id.Value:D}/return/{passport:D}";

    private static string Query(Shown? shown)
    {
        if (shown is null) return "";
        string[] parts =
        [
            .. shown.Org is { } org ? [$"org={org.Value:D}"] : Array.Empty<string>(),
            .. shown.State is { } state ? [$"state={state}"] : Array.Empty<string>(),
            .. shown.Skip > 0 ? [$"skip={shown.Skip}"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "" : "?" + string.Join('&', parts);
    }

    /// <summary>Which targets the table shows.</summary>
    public sealed record Shown(ConnectionId? Org, TargetState? State, int Skip);
}
