namespace Governance.Domain.Policies.Rules;

/// <summary>applink.token-readers: fails when more Heroku users than the threshold can read the add-on's config vars.</summary>
public sealed class AppLinkTokenReaders() : Rule<AppLinkAddonThing>("applink.token-readers", ThingKind.AppLinkAddon, Severity.High, "Few can read the add-on's token")
{
    /// <summary>Most users.</summary>
    public static readonly RuleParameter Users = new("users", "users", 3);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Users];

    /// <inheritdoc />
    public override string FailsWhen => "More Heroku users than the threshold can read the add-on's config vars.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Take the deploy permission from those who need no config vars: the add-on's token fetches live Salesforce tokens.
        """;

    /// <inheritdoc />
    public override Verdict Judge(AppLinkAddonThing thing, RuleSetting setting) =>
        thing.Readers is not { } readers ? Verdict.Unknown("who may read the config vars could not be read")
            : readers.Count > setting[Users] ? Verdict.Fail($"{readers.Count} Heroku users can read its token; at most {setting[Users]} are wanted.")
            : Verdict.Pass;
}
