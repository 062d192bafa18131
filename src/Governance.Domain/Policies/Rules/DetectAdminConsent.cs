using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>detect.admin-consent: fails when a privileged consent, permission or security setting was changed.</summary>
public sealed class DetectAdminConsent() : Rule<ActivityThing>("detect.admin-consent", ThingKind.Activity, Severity.High, "Privileged settings change by request")
{
    /// <summary>Words in the names of privileged actions of the Setup Audit Trail.</summary>
    public static readonly RuleList Actions = new(
        "actions",
        [
            "ConnectedApp", "ExternalClientApp", "OauthSettings", "PermSetAssign", "PermSetGroupAssign", "PermSetEnableUserPerm",
            "PermSetEntityPermChanged", "PermSetHasActivationRequiredChange", "changedprofileforuser", "IpRanges", "sessiontimeout",
            "Certificate",
        ]);

    /// <inheritdoc />
    public override IReadOnlyList<RuleList> Lists => [Actions];

    /// <inheritdoc />
    public override Capability? Source => Capability.SetupChanges;

    /// <inheritdoc />
    public override string FailsWhen => "A privileged consent, permission or security setting was changed.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask who changed it, by another channel. Set it back, or have the change approved.
        """;

    /// <inheritdoc />
    public override Verdict Judge(ActivityThing thing, RuleSetting setting)
    {
        if (thing.SetupChanges is not { } changes) return thing.AppName is null
            ? Verdict.Unknown(thing.Org.Unread(Capability.SetupChanges) ?? "the Setup Audit Trail is not read")
            : Verdict.NotApplicable("changes in Setup are no app's activity");
        foreach (var change in changes.Each())
        {
            if (change.IsApproved != true && IsPrivileged(change.Action, setting[Actions]))
                return Verdict.Fail($"{Day.Of(change.At)}, {change.By ?? "an unknown person"}: {change.Display} ({change.Action}).");
        }
        return Verdict.Pass;
    }

    private static bool IsPrivileged(string action, IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (action.Contains(words[i], StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
