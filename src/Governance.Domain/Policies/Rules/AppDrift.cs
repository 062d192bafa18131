using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.drift: fails when A policy value changed outside an approved request.</summary>
public sealed class AppDrift() : AppRule("app.drift", Severity.High, "Policies change by request")
{
    /// <inheritdoc />
    public override string FailsWhen => "A policy value changed outside an approved request.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Look at who changed it and why. Set it back, or have the change approved.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (app.Policy!.Approved is not { } approved) return Verdict.Pass;
        var changes = FactsJson.Compare(FactsJson.Write(approved), policy);
        return changes.Count == 0 ? Verdict.Pass
            : Verdict.Fail($"{string.Join("; ", changes.Select(c => $"{c.Field}: {c.Before ?? "unknown"} became {c.After ?? "unknown"}"))}. Seen {Day.Of(app.Policy.ChangedAt)}, by {app.Row?.ModifiedBy ?? "an unknown person"}.");
    }
}
