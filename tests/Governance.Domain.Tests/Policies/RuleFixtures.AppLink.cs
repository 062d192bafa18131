using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using static Governance.Domain.Policies.Outcome;

namespace Governance.Domain.Tests.Policies;

public static partial class RuleFixtures
{
    private static RuleFixture Link(string rule, Outcome outcome, string says, Func<AppLinkRecordThing, AppLinkRecordThing>? change = null) =>
        Of(rule, outcome, says, () => Record(change));

    private static RuleFixture Addon(string rule, Outcome outcome, string says, Func<AppLinkAddonThing, AppLinkAddonThing>? change = null) => Of(rule, outcome, says, () =>
    {
        var good = new AppLinkAddonThing
        {
            Id = AppLinkAddonId.New(),
            Name = "applink-curved-10234",
            Apps = [Attached],
            Readers = ["a@x", "b@x", "c@x"],
            ApiHost = "applink.heroku.example",
            IsApiHostTrusted = true,
            HasPublications = true,
        };
        return change?.Invoke(good) ?? good;
    });

    private static RuleFixture Entry(string rule, Outcome outcome, string says, Func<APicture, APicture>? change = null, bool published = true, bool registered = true,
        string[]? plus = null, bool spec = true, string? declared = null, string? unread = null) => Of(rule, outcome, says, () =>
    {
        var org = (change?.Invoke(new APicture()) ?? new APicture()).Build();
        return new CatalogThing(org, registered ? org.Registrations[0] : null, published ? Published : null)
        {
            UserPlusSets = spec ? plus ?? ["Ledger_Read"] : null,
            DeclaredSpecHash = declared,
            PublicationsBlind = unread,
        };
    });

    // A set named like the registration lets users invoke it.
    private static APicture Invokers(APicture a) => a.Change<PermissionSetFacts>(s => s with { ApiName = "Quote" });

    private static RuleFixture[] AppLink() =>
    [
        Link("applink.orphan-connection", Pass, ""),
        Link("applink.orphan-connection", Pass, "", r => r with { PublicationOrgKeys = [], Authorizations = 0, BareSince = Now.AddDays(-30) }),
        Link("applink.orphan-connection", Pass, "", r => r with { PublicationOrgKeys = [], Authorizations = 0, Targets = 1 }),
        Link("applink.orphan-connection", Fail, "at most 30 days", r => r with { PublicationOrgKeys = [], Authorizations = 0, BareSince = Now.AddDays(-30.1) }),
        Link("applink.orphan-connection", NotApplicable, "authorization", r => r with { Kind = AppLinkKind.Authorization }),
        Link("applink.orphan-connection", Unknown, "publications", r => r with { PublicationOrgKeys = null, Authorizations = 0 }),
        Link("applink.orphan-connection", Unknown, "authorizations", r => r with { PublicationOrgKeys = [], Authorizations = null }),
        Link("applink.mismatch", Pass, ""),
        Link("applink.mismatch", Fail, "00D000000000009", r => r with { PublicationOrgKeys = ["00D000000000009"] }),
        Link("applink.mismatch", Fail, "the org itself", r => r with { OrgsOwnKey = "00D000000000009" }),
        Link("applink.mismatch", Fail, "old@northgale.example", r => r with { Username = "old@northgale.example" }),
        Link("applink.mismatch", NotApplicable, "not active", r => r with { StatusWord = "failed" }),
        Link("applink.mismatch", Unknown, "not connected", r => r with { Org = null }),
        Link("applink.mismatch", Unknown, "did not say the user", r => r with { Username = null }),
        Link("applink.mismatch", Unknown, "not among the users", r => r with { UserKey = "005000000000077" }),
        Link("applink.failed", Pass, ""),
        Link("applink.failed", Pass, "", r => r with { StatusWord = "failed", StatusSince = Now.AddHours(-24) }),
        Link("applink.failed", Fail, "25 hours", r => r with { StatusWord = "connection_failed", StatusSince = Now.AddHours(-25) }),
        Link("applink.failed", NotApplicable, "ended", r => r with { StatusWord = "disconnected" }),
        Link("applink.failed", Unknown, "sleepy", r => r with { StatusWord = "sleepy" }),
        Link("applink.failed", Unknown, "since when", r => r with { StatusWord = "failed", StatusSince = null }),
        Addon("applink.shared-addon", Pass, "", a => a with { Apps = [Attached, Attached with { Name = "ledger-2" }] }),
        Addon("applink.shared-addon", Fail, "staging", a => a with { Apps = [Attached, Attached with { Name = "ledger-2", Environment = "staging" }] }),
        Addon("applink.shared-addon", Fail, "sales", a => a with { Apps = [Attached, Attached with { Name = "ledger-2", Owner = "sales" }] }),
        Addon("applink.shared-addon", NotApplicable, "no app", a => a with { Apps = [] }),
        Addon("applink.shared-addon", Unknown, "environment or owner", a => a with { Apps = [Attached, Attached with { Owner = null }] }),
        Addon("applink.shared-addon", Unknown, "attachments", a => a with { Apps = null }),
        Addon("applink.mesh-bypass", Pass, ""),
        Addon("applink.mesh-bypass", Pass, "", a => a with { Apps = [Attached with { HasMeshBuildpack = false }], HasPublications = false }),
        Addon("applink.mesh-bypass", Fail, "all routes", a => a with { Apps = [Attached with { BypassesAll = true }] }),
        Addon("applink.mesh-bypass", Fail, "/open/*", a => a with { Apps = [Attached with { BypassedRoutes = ["/open/*"] }] }),
        Addon("applink.mesh-bypass", Fail, "debug", a => a with { Apps = [Attached with { LogsDebug = true }] }),
        Addon("applink.mesh-bypass", Fail, "without the service mesh", a => a with { Apps = [Attached with { HasMeshBuildpack = false }] }),
        Addon("applink.mesh-bypass", NotApplicable, "no app", a => a with { Apps = [] }),
        Addon("applink.mesh-bypass", Unknown, "could not be read", a => a with { Apps = [Attached with { BypassesAll = null }] }),
        Addon("applink.mesh-bypass", Unknown, "whether it publishes", a => a with { Apps = [Attached with { HasMeshBuildpack = false }], HasPublications = null }),
        Addon("applink.token-readers", Pass, ""),
        Addon("applink.token-readers", Fail, "4 Heroku users", a => a with { Readers = ["a@x", "b@x", "c@x", "d@x"] }),
        Addon("applink.token-readers", Unknown, "who may read", a => a with { Readers = null }),
        Addon("applink.untrusted-host", Pass, ""),
        Addon("applink.untrusted-host", Fail, "evil.example", a => a with { ApiHost = "evil.example", IsApiHostTrusted = false }),
        Addon("applink.untrusted-host", Unknown, "API address", a => a with { ApiHost = null }),
        Addon("applink.untrusted-host", Unknown, "allow-list", a => a with { IsApiHostTrusted = null }),
        Entry("applink.orphan-registration", Pass, ""),
        Entry("applink.orphan-registration", Fail, "no add-on publishes it", published: false),
        Entry("applink.orphan-registration", Fail, "no such registration", registered: false),
        Entry("applink.orphan-registration", NotApplicable, "did not make it", a => a.Change<RegistrationFacts>(r => r with { ProviderType = "Custom" }), published: false),
        Entry("applink.orphan-registration", Unknown, "Heroku account", published: false, unread: "the Heroku account could not be read"),
        Entry("applink.orphan-registration", Unknown, "View Setup", a => a.Blind(Capability.Registrations), registered: false),
        Entry("applink.user-plus-not-session", Pass, ""),
        Entry("applink.user-plus-not-session", Fail, "Ledger_Read needs no activation", a => a.Change<PermissionSetFacts>(s => s with { HasActivationRequired = false })),
        Entry("applink.user-plus-not-session", NotApplicable, "user-plus", plus: []),
        Entry("applink.user-plus-not-session", Unknown, "spec", spec: false),
        Entry("applink.user-plus-not-session", Unknown, "the set Elsewhere", plus: ["Elsewhere"]),
        Entry("applink.invoke-wide", Pass, "", a => Invokers(a).Holders(1000, 199)),
        Entry("applink.invoke-wide", Fail, "201 users", a => Invokers(a).Holders(1000, 200)),
        Entry("applink.invoke-wide", Fail, "profile Sales", a => a.Put(ItemKind.NamedCredential, "Quote", "Quote", new NamedCredentialFacts { ApiName = "Quote", ExternalCredential = "QuoteAuth" })
            .Change<PermissionSetFacts>(s => s with { ProfileName = "Sales", Principals = ["QuoteAuth-Everyone"] })),
        Entry("applink.invoke-wide", Unknown, "lets users invoke", null),
        Entry("applink.invoke-wide", Unknown, "View Setup", a => Invokers(a).Blind(Capability.PermissionSets)),
        Entry("applink.spec-mismatch", Pass, "", declared: new string('A', 64)),
        Entry("applink.spec-mismatch", Fail, "bbbbbbbbbbbb", declared: new string('b', 64)),
        Entry("applink.spec-mismatch", NotApplicable, "no spec was declared"),
        Entry("applink.spec-mismatch", Unknown, "could not be read", a => a.Change<RegistrationFacts>(r => r with { SpecHash = null }), declared: new string('b', 64)),
        Entry("applink.spec-mismatch", Unknown, "no registration", registered: false, declared: new string('b', 64)),
        Org("applink.manage-holders", Pass, "", a => a.Change<PermissionSetFacts>(s => s with { Permissions = ["ManageHerokuAppLink"] }).Holders(100, 2)),
        Org("applink.manage-holders", Fail, "4 users", a => a.Change<PermissionSetFacts>(s => s with { Permissions = ["ManageHerokuAppLink"] }).Holders(100, 3)),
        Org("applink.manage-holders", Unknown, "does not know", a => a.Change<PermissionSetFacts>(s => s with { AskedPermissions = [] })),
    ];
}
