using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>detect.new-grant: fails when an app got its first grant in an org without an approved request.</summary>
public sealed class DetectNewGrant() : Rule<ActivityThing>("detect.new-grant", ThingKind.Activity, Severity.High, "First grants come by request")
{
    /// <inheritdoc />
    public override string FailsWhen => "An app got its first grant in an org without an approved request.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the user who consented, by another channel; block the app and revoke if they were talked into it.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Authorizations;

    /// <inheritdoc />
    public override Verdict Judge(ActivityThing thing, RuleSetting setting)
    {
        if (thing.AppName is null) return Verdict.NotApplicable("it is no app's activity");
        if (thing.FirstGrantAt is not { } first)
            return thing.Org.Blind(Capability.Authorizations) is { } blind ? Verdict.Unknown(blind) : Verdict.NotApplicable("it has no grant");
        return thing.IsGrantApproved switch
        {
            true => Verdict.Pass,
            false => Verdict.Fail($"First grant of {thing.AppName} on {Day.Of(first)}, and no approved request accounts for it."),
            null => Verdict.Unknown("there are no requests to tell by"),
        };
    }
}
