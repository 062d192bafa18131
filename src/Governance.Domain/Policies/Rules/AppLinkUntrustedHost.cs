namespace Governance.Domain.Policies.Rules;

/// <summary>applink.untrusted-host: fails when the add-on's API address is not on the allow-list; nothing is sent to it.</summary>
public sealed class AppLinkUntrustedHost() : Rule<AppLinkAddonThing>("applink.untrusted-host", ThingKind.AppLinkAddon, Severity.Critical, "The add-on leads to AppLink")
{
    /// <inheritdoc />
    public override string FailsWhen => "The add-on's API address is not on the allow-list; nothing is sent to it.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Find out who changed HEROKU_APPLINK_API_URL: whoever listens there gets the add-on's token from every app. If the host is right, add it to the allow-list.
        """;

    /// <inheritdoc />
    public override Verdict Judge(AppLinkAddonThing thing, RuleSetting setting) =>
        thing.ApiHost is not { } host ? Verdict.Unknown("the add-on's API address could not be read")
            : thing.IsApiHostTrusted switch
            {
                true => Verdict.Pass,
                false => Verdict.Fail($"Its API address leads to {host}, which is not on the allow-list."),
                null => Verdict.Unknown($"whether {host} is on the allow-list was not looked up"),
            };
}
