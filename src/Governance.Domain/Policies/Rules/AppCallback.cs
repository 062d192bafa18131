using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.callback: fails when a callback URL is not HTTPS, holds a wildcard, is loopback in production, or leads to a host the vendor record does not list.</summary>
public sealed class AppCallback() : AppRule("app.callback", Severity.Medium, "Callbacks lead home")
{
    /// <inheritdoc />
    public override string FailsWhen => "A callback URL is not HTTPS, holds a wildcard, is loopback in production, or leads to a host the vendor record does not list.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Remove the callback URL, or have the vendor's host added to the vendor record after asking the vendor.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.CallbackUrls.Count == 0) return Verdict.NotApplicable("the app has no callback URL");
        foreach (var url in policy.CallbackUrls.Each())
        {
            if (CallbackFault.Of(url, app.Org.Org.IsProduction, app.Vendor) is { } fault) return Verdict.Fail($"{url}: {fault}.");
        }
        return Verdict.Pass;
    }
}
