namespace Governance.Domain.Policies.Rules;

/// <summary>applink.shared-addon: fails when the add-on is attached to apps of different environments or owners.</summary>
public sealed class AppLinkSharedAddon() : Rule<AppLinkAddonThing>("applink.shared-addon", ThingKind.AppLinkAddon, Severity.High, "One add-on, one owner and environment")
{
    /// <inheritdoc />
    public override string FailsWhen => "The add-on is attached to apps of different environments or owners.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Give each app an add-on of its own: whoever may use one of the apps has every connection and authorization of the shared one.
        """;

    /// <inheritdoc />
    public override Verdict Judge(AppLinkAddonThing thing, RuleSetting setting)
    {
        if (thing.Apps is not { } apps) return Verdict.Unknown("the add-on's attachments could not be read");
        if (apps.Count == 0) return Verdict.NotApplicable("it is attached to no app");
        var first = apps[0];
        var unknown = false;
        for (var i = 1; i < apps.Count; i++)
        {
            var other = apps[i];
            if (other.Environment is not null && first.Environment is not null && other.Environment != first.Environment)
                return Verdict.Fail($"Attached to {first.Name} ({first.Environment}) and {other.Name} ({other.Environment}).");
            if (other.Owner is not null && first.Owner is not null && other.Owner != first.Owner)
                return Verdict.Fail($"Attached to {first.Name} of {first.Owner} and {other.Name} of {other.Owner}.");
            unknown |= other.Environment is null || other.Owner is null || first.Environment is null || first.Owner is null;
        }
        return unknown ? Verdict.Unknown("environment or owner of an attached app is not known") : Verdict.Pass;
    }
}
