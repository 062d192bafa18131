using Governance.Domain;

namespace Governance.Application.Integrations;

/// <summary>Refusals around integrations.</summary>
public static class IntegrationProblems
{
    /// <summary>No such integration, or nothing of it lies in the actor's org groups.</summary>
    public static readonly Problem NotFound =
        Problem.NotFound("integration.not-found", "There is no such integration, or nothing of it is in your org groups.");

    /// <summary>Somebody else changed it since the form was opened.</summary>
    public static readonly Problem Changed = Problem.Conflict("integration.changed",
        "Somebody else changed this integration after you opened it. Nothing was saved. Close it, open it again and repeat your change.");

    /// <summary>Names are unique over all org groups.</summary>
    public static readonly Problem NameTaken = Problem.Conflict("integration.name-taken",
        "Another integration has this name already. Nothing was saved. Edit that one, or choose another name.");

    /// <summary>A part names an org that is not there for the actor.</summary>
    public static readonly Problem NoSuchOrg = Problem.NotFound("integration.no-org",
        "One of its parts is bound to an org that is not there, or not in your org groups. Nothing was saved. Take that part out, or choose another org.");
}
