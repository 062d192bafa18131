using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.drift: fails when A policy value changed outside an approved request.</summary>
public sealed class AppDrift() : Rule<AppThing>("app.drift", ThingKind.ClientApp, Severity.High, "Policies change by request")
{
    /// <inheritdoc />
    public override string FailsWhen => "A policy value changed outside an approved request.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Look at who changed it and why. Set it back, or have the change approved.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(AppThing thing, RuleSetting setting)
    {
        if (thing.Policy is not { } policy) return thing.PolicyUnknown;
        if (policy.Approved is not { } approved) return Verdict.Pass;
        return Differences(thing, policy, approved);
    }

    private static Verdict Differences(AppThing thing, PictureItem<AppPolicyFacts> policy, AppPolicyFacts approved)
    {
        // Read at another API version, a switch may come to be known, or no longer be: nobody changed it.
        var isReadAlike = approved.ApiVersion == policy.Facts.ApiVersion;
        var changes = FactsJson.Compare(FactsJson.Write(approved), policy.Facts)
            .Where(c => c.Field is not ("apiVersion" or "notes") && (isReadAlike || (c.Before is not null && c.After is not null))).ToArray();
        return changes.Length == 0 ? Verdict.Pass
            : Verdict.Fail($"{string.Join("; ", changes.Select(c => $"{c.Field}: {c.Before ?? "unknown"} became {c.After ?? "unknown"}"))}. Seen {Day.Of(policy.ChangedAt)}, by {thing.Row?.ModifiedBy ?? "an unknown person"}.");
    }
}
