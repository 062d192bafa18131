using Governance.Domain.Connections;
using Governance.Domain.Heroku;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.mismatch: fails when org, user or user name differ between AppLink and the org.</summary>
public sealed class AppLinkMismatch() : Rule<AppLinkRecordThing>("applink.mismatch", ThingKind.AppLinkConnection, Severity.High, "Both sides tell the same")
{
    /// <inheritdoc />
    public override string FailsWhen => "Org, user or user name differ between AppLink and the org.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Compare both sides on the page of the connection; make the AppLink connection anew as the right user.
        A user name that was changed in the org is found again by its id.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Users;

    /// <inheritdoc />
    public override Verdict Judge(AppLinkRecordThing thing, RuleSetting setting)
    {
        if (thing.Status != AppLinkStatus.Active) return Verdict.NotApplicable("it is not active");
        if (thing.PublicationOrgKeys is { } keys && thing.OrgKey is { } own)
        {
            foreach (var key in keys.Each())
            {
                if (key != own) return Verdict.Fail($"The connection leads to the org {own}, a publication of it to {key}.");
            }
        }
        if (thing.OrgKey is null) return Verdict.Unknown("AppLink did not say which org it leads to");
        if (thing.Org is not { } org) return Verdict.Unknown("the portal is not connected to that org");
        if (thing.OrgsOwnKey is { } said && said != thing.OrgKey) return Verdict.Fail($"AppLink says the org {thing.OrgKey}, the org itself {said}.");
        if (thing.Username is not { } username) return Verdict.Unknown("AppLink did not say the user");
        if (thing.UserKey is { } id)
        {
            if (org.User(id) is not { } user) return Verdict.Unknown(org.Blind(Capability.Users) ?? $"the user {username} was not among the users read");
            return string.Equals(user.Name, username, StringComparison.OrdinalIgnoreCase)
                ? Verdict.Pass
                : Verdict.Fail($"AppLink says the user {username}, the org calls that user {user.Name}.");
        }
        return org.UserNamed(username) is not null ? Verdict.Pass : Verdict.Unknown(org.Blind(Capability.Users) ?? $"the user {username} was not among the users read");
    }
}
