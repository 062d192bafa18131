using Governance.Domain;

namespace Governance.Application.Vendors;

/// <summary>Refusals around vendors.</summary>
public static class VendorProblems
{
    /// <summary>No such vendor, or nothing of it lies in the actor's org groups.</summary>
    public static readonly Problem NotFound =
        Problem.NotFound("vendor.not-found", "There is no such vendor, or nothing of it is in your org groups.");

    /// <summary>Somebody else changed it since the form was opened.</summary>
    public static readonly Problem Changed = Problem.Conflict("vendor.changed",
        "Somebody else changed this vendor after you opened it. Nothing was saved. Close it, open it again and repeat your change.");

    /// <summary>Names are unique over all org groups.</summary>
    public static readonly Problem NameTaken = Problem.Conflict("vendor.name-taken",
        "Another vendor has this name already. Nothing was saved. Edit that one, or choose another name.");

    /// <summary>Two vendors with the same rule: nothing could say which of them an app belongs to.</summary>
    /// <param name="pattern">Of the rule, in comparable form.</param>
    /// <param name="holder">The vendor that has it; null when it is outside the actor's org groups.</param>
    public static Problem RuleTaken(string pattern, string? holder) => Problem.Conflict("vendor.rule-taken",
        $"{holder ?? "Another vendor"} already has the same rule for “{pattern}”. Nothing was saved. "
        + "Remove it there, or make this rule more exact.");
}
