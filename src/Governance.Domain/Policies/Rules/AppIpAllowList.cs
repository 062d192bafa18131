using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.ip-allowlist: fails when the app has no refresh-token IP allow-list, or one wider than the thresholds.</summary>
public sealed class AppIpAllowList() : AppRule("app.ip-allowlist", Severity.High, "Refresh tokens are bound to addresses")
{
    /// <summary>Most addresses.</summary>
    public static readonly RuleParameter Addresses = new("addresses", "addresses", 256);

    /// <summary>Most ranges.</summary>
    public static readonly RuleParameter Ranges = new("ranges", "ranges", 128);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Addresses, Ranges];

    /// <inheritdoc />
    public override string FailsWhen => "The app has no refresh-token IP allow-list, or one wider than the thresholds.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the vendor for the fixed addresses it calls from.
        Enter them as the app's refresh-token IP allow-list: at most 256 addresses in 128 ranges. It blocks the web-server and refresh flows from anywhere else at once.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (app.CanHoldRefreshTokens == false && !app.UsesAuthorizationCode) return Verdict.NotApplicable("neither web-server nor refresh flow is usable");
        if (policy.Kind == ClientAppKind.ConnectedApp)
        {
            return policy.IpBindingEnabled switch
            {
                true => Verdict.Pass,
                false => Verdict.Fail("The refresh-token IP allow-list is off."),
                null => app.FieldUnknown("isIpBindingEnabled"),
            };
        }
        if (policy.TokenIpRanges is not { } ranges) return app.FieldUnknown("tokenIpRanges");
        if (ranges.Count == 0) return Verdict.Fail("There is no refresh-token IP allow-list.");
        var addresses = AddressSpan.Count(ranges);
        if (addresses is null) return Verdict.Unknown("a range of the allow-list is no pair of addresses");
        return addresses > setting[Addresses] || ranges.Count > setting[Ranges]
            ? Verdict.Fail($"The allow-list holds {AddressSpan.Words(addresses.Value)} addresses in {ranges.Count} ranges; at most {setting[Addresses]} in {setting[Ranges]} are wanted.")
            : Verdict.Pass;
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        policy.Kind == ClientAppKind.ConnectedApp ? new(OnOff(policy.IpBindingEnabled))
            : new(policy.TokenIpRanges is { } ranges ? ranges.Count == 0 ? "none" : $"{ranges.Count} {(ranges.Count == 1 ? "range" : "ranges")}" : null);
}
