using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.uninstalled: fails when live grants exist for an app that is not installed in the org.</summary>
public sealed class AppUninstalled() : Rule<AppThing>("app.uninstalled", ThingKind.ClientApp, Severity.Critical, "Apps with grants are installed")
{
    /// <inheritdoc />
    public override string FailsWhen => "Live grants exist for an app that is not installed in the org.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Install the app, so that its policy is yours to set, or revoke its grants.
        Blocked or uninstalled apps keep tokens alive for users who authorized them before.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.ClientApps;

    /// <inheritdoc />
    public override Verdict Judge(AppThing thing, RuleSetting setting)
    {
        if (thing.IsInstalled) return thing.Grants is null ? Verdict.NotApplicable("nobody holds a grant of it") : Verdict.Pass;
        if (thing.Org.Blind(Capability.ClientApps) is { } blind) return Verdict.Unknown(blind);
        return Verdict.Fail($"{thing.Grants!.Count} live {(thing.Grants.Count == 1 ? "grant" : "grants")} of an app that is not installed.");
    }
}
