using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using static Governance.Domain.Policies.Outcome;

namespace Governance.Domain.Tests.Policies;

public static partial class RuleFixtures
{
    private static APicture Person(APicture a) => a.Change<UserFacts>(u => u with { ProfileName = "Sales", LicenseName = "Salesforce" });

    private static APicture OldEnough(APicture a) => a.Change<UserFacts>(u => u with { UserType = null });

    private static RuleFixture[] Authorizations() =>
    [
        Grant("auth.stale", Pass, "", grant: g => g with { IdleDays = 30 }),
        Grant("auth.stale", Fail, "at most 30", grant: g => g with { IdleDays = 30.01 }),
        Grant("auth.stale", NotApplicable, "never used", grant: g => g with { IdleDays = null }),
        Grant("auth.stale", NotApplicable, "AppLink", grant: g => g with { Kind = AuthorizationKind.AppLink, IdleDays = null }),
        Grant("auth.never-used", Pass, "", grant: g => g with { IdleDays = null, AgeDays = 7 }),
        Grant("auth.never-used", Fail, "never used", grant: g => g with { IdleDays = null, AgeDays = 7.01 }),
        Grant("auth.never-used", NotApplicable, "AppLink", grant: g => g with { Kind = AuthorizationKind.AppLink, IdleDays = null }),
        Grant("auth.user-inactive", Pass, ""),
        Grant("auth.user-inactive", Fail, "deactivated", grant: g => g with { IsActive = false }),
        Grant("auth.user-inactive", Fail, "frozen", a => a.Change<UserFacts>(u => u with { IsFrozen = true })),
        Grant("auth.user-inactive", Unknown, "active", grant: g => g with { IsActive = null }),
        Grant("auth.user-inactive", Unknown, "frozen", a => a.Change<UserFacts>(u => u with { IsFrozen = null })),
        Grant("auth.human-owner", Pass, "", a => a.OfIntegrations("Ledger")),
        Grant("auth.human-owner", Fail, "is a person", a => Person(a).OfIntegrations("Ledger")),
        Grant("auth.human-owner", NotApplicable, "no integration", Person),
        Grant("auth.human-owner", Unknown, "was not read", a => a.OfIntegrations("Ledger").Without(ItemKind.User)),
        Grant("auth.human-owner", Unknown, "View Setup", a => Person(a).OfIntegrations("Ledger").Blind(Capability.PermissionSets)),
        Grant("auth.admin-owner", Pass, ""),
        Grant("auth.admin-owner", Fail, "ModifyAllData", a => a.Standing("Everything", ["ModifyAllData"])),
        Grant("auth.admin-owner", Unknown, "View Setup", a => a.Blind(Capability.PermissionSets)),
        Grant("auth.admin-owner", Unknown, "no profile or permission set", a => a.Without(ItemKind.Assignment)),
        Grant("auth.shared-user", Pass, "", a => a.OfIntegrations("Ledger")),
        Grant("auth.shared-user", Fail, "2 integrations: Books, Ledger", a => a.OfIntegrations("Ledger", "Books")),
        Grant("auth.shared-user", NotApplicable, "no integration"),
        Grant("auth.cross-environment", Pass, "", a => Use(a, 3, 0)),
        Grant("auth.cross-environment", Fail, "1 production org and 2 other", a => Use(a, 1, 2)),
        Grant("auth.duplicate", Pass, ""),
        new("auth.duplicate", Fail, "3 live grants", Grant("", Fail, "", grant: g => g with { Siblings = 3 }).Thing),
        new("auth.duplicate", Fail, "drops the oldest", Grant("", Fail, "", grant: g => g with { Siblings = 4 }).Thing, Severity.Medium),
        Grant("auth.no-integration", Pass, "", a => a.OfIntegrations("Ledger")),
        Grant("auth.no-integration", Fail, "No integration"),
        Grant("auth.no-integration", NotApplicable, "portal's own", grant: g => g with { IsPortalOwn = true }),
        Grant("auth.retired-vendor", Pass, "", a => a.OfVendor(APicture.Vendor with { EndedAt = Now.AddSeconds(1) })),
        Grant("auth.retired-vendor", Fail, "Ledgerly ended", a => a.OfVendor(APicture.Vendor with { EndedAt = Now })),
        Grant("auth.retired-vendor", NotApplicable, "no vendor"),
        Grant("auth.outside-egress", Pass, "", a => a.OfVendor()),
        Grant("auth.outside-egress", Pass, "", a => a.OfVendor(), g => g with { SeenFrom = ["::ffff:198.51.100.2", "Salesforce.com IP"] }),
        Grant("auth.outside-egress", Fail, "203.0.113.9", a => a.OfVendor(), g => g with { SeenFrom = ["198.51.100.2", "203.0.113.9"] }),
        Grant("auth.outside-egress", NotApplicable, "no vendor"),
        Grant("auth.outside-egress", NotApplicable, "no egress", a => a.OfVendor(APicture.Vendor with { Egress = [] })),
        Grant("auth.outside-egress", Unknown, "login history is not read", a => a.OfVendor(), g => g with { SeenFrom = null }),
        Grant("auth.outside-egress", Unknown, "no address", a => a.OfVendor(), g => g with { SeenFrom = ["Salesforce.com IP"] }),
        Grant("auth.longlived-when-applink", Pass, "", a => a.OfVendor()),
        Grant("auth.longlived-when-applink", Pass, "", a => a.OfVendor(APicture.Vendor with { OffersAppLink = true }), g => g with { Kind = AuthorizationKind.AppLink }),
        Grant("auth.longlived-when-applink", Fail, "Ledgerly offers", a => a.OfVendor(APicture.Vendor with { OffersAppLink = true })),
        Grant("auth.longlived-when-applink", NotApplicable, "no vendor"),
        Grant("auth.longlived-when-applink", Unknown, "vendor record", a => a.OfVendor(APicture.Vendor with { OffersAppLink = null })),
        Grant("auth.contractor", Pass, ""),
        Grant("auth.contractor", Fail, "PowerPartner", a => a.Change<UserFacts>(u => u with { UserType = "PowerPartner" })),
        Grant("auth.contractor", Fail, "says Contractor", a => a.Change<UserFacts>(u => u with { ProfileName = "External contractors" })),
        Grant("auth.contractor", Unknown, "type or profile", OldEnough),
        Grant("auth.contractor", Unknown, "not among the users", a => a.Without(ItemKind.User)),
        Grant("auth.tls-old", Pass, ""),
        Grant("auth.tls-old", Fail, "TLS 1.1", grant: g => g with { Tls = ["TLS 1.3", "TLS 1.1"] }),
        Grant("auth.tls-old", Unknown, "login history is not read", grant: g => g with { Tls = null }),
        Grant("auth.tls-old", Unknown, "Unknown", grant: g => g with { Tls = ["Unknown"] }),
        Grant("applink.authorized-user-admin", Pass, "", grant: g => g with { Kind = AuthorizationKind.AppLink }),
        Grant("applink.authorized-user-admin", Fail, "ManageUsers", a => a.Standing("Everything", ["ManageUsers"]), g => g with { Kind = AuthorizationKind.AppLink }),
        Grant("applink.authorized-user-admin", Fail, "no integration user", Person, g => g with { Kind = AuthorizationKind.AppLink }),
        Grant("applink.authorized-user-admin", NotApplicable, "no AppLink"),
        Grant("applink.authorized-user-admin", Unknown, "not among the users", a => a.Without(ItemKind.User), g => g with { Kind = AuthorizationKind.AppLink }),
        Grant("applink.authorized-user-admin", Unknown, "View Setup", a => a.Blind(Capability.PermissionSets), g => g with { Kind = AuthorizationKind.AppLink }),
    ];

    private static APicture Use(APicture a, int production, int others) => a.Estate(e => e with
    {
        ProductionOrgs = new Dictionary<string, int> { [APicture.AppKey] = production },
        OtherOrgs = new Dictionary<string, int> { [APicture.AppKey] = others },
    });
}
