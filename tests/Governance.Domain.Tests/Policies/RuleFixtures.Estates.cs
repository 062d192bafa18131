using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using static Governance.Domain.Policies.Outcome;

namespace Governance.Domain.Tests.Policies;

public static partial class RuleFixtures
{
    private static OrgStanding Classic(OrgStanding org) => org with { Infrastructure = OrgInfrastructure.Classic };

    private static OrgStanding Nowhere(OrgStanding org) => org with { Infrastructure = OrgInfrastructure.Unknown, IsInfrastructureConfirmed = false };

    private static IntegrationFacts Listed(IntegrationFacts f) =>
        f with { Direction = DataDirection.Inbound, DataClass = DataClass.Internal, Controls = AccessControls.AddressList | AccessControls.OAuth };

    private static RuleFixture Emergency(Outcome outcome, string says, double openedHours, double? closedHours, double? reviewedHours) => Of("life.break-glass-open", outcome, says,
        () => new BreakGlassThing(PersonId.New(), "Edda Korhonen", Now.AddHours(-openedHours), closedHours is { } c ? Now.AddHours(-c) : null, reviewedHours is { } r ? Now.AddHours(-r) : null, Now));

    private static RuleFixture Activity(string rule, Outcome outcome, string says, Func<ActivityThing, ActivityThing>? change = null, Func<APicture, APicture>? org = null) => Of(rule, outcome, says, () =>
    {
        var good = new ActivityThing
        {
            Org = (org?.Invoke(new APicture().OfVendor()) ?? new APicture().OfVendor()).Build(),
            AppName = APicture.AppName,
            AppKey = APicture.AppKey,
            FirstGrantAt = Now.AddDays(-1),
            IsGrantApproved = true,
            SeenFrom = ["198.51.100.2"],
            CallsPerDay = 1000,
            DaysBefore = [200, 200, 100, 300, 200, 250, 150],
            BulkJobs = [],
            SetupChanges = [],
        };
        return change?.Invoke(good) ?? good;
    });

    private static SetupChangeSeen Consent(bool? approved) => new("PermSetEnableUserPerm", "Changed permission set Ledger Read", "henrik@northgale.example", Now.AddHours(-1), approved);

    private static RuleFixture Vendored(Outcome outcome, string says, VendorStanding vendor) => Of("life.vendor-incomplete", outcome, says, () => new VendorThing(vendor, Now));

    private static RuleFixture[] Estates() =>
    [
        Integration("arch.hyperforce-iplist", Pass, ""),
        Integration("arch.hyperforce-iplist", Fail, "only control", f => f with { Controls = AccessControls.AddressList }),
        Integration("arch.hyperforce-iplist", NotApplicable, "calls nobody", f => f with { Direction = DataDirection.Inbound }),
        Integration("arch.hyperforce-iplist", NotApplicable, "Classic", f => f with { Controls = AccessControls.AddressList }, Classic),
        Integration("arch.hyperforce-iplist", Unknown, "where its orgs run", f => f with { Controls = AccessControls.AddressList }, Nowhere),
        Integration("arch.hyperforce-iplist", Unknown, "bars strangers", f => f with { Controls = null }),
        Integration("arch.inbound-two-layers", Pass, ""),
        Integration("arch.inbound-two-layers", Fail, "no transport", f => f with { Controls = AccessControls.OAuth }),
        Integration("arch.inbound-two-layers", Fail, "no application", f => f with { Controls = AccessControls.PrivatePath }),
        Integration("arch.inbound-two-layers", Fail, "neither", f => f with { Controls = AccessControls.AddressList }),
        Integration("arch.inbound-two-layers", NotApplicable, "nobody calls", f => f with { Direction = DataDirection.Outbound }),
        Integration("arch.inbound-two-layers", NotApplicable, "stands for transport", Listed, Classic),
        Integration("arch.inbound-two-layers", Unknown, "direction", f => f with { Direction = null }),
        Integration("arch.cert-separation", Pass, ""),
        Integration("arch.cert-separation", Fail, "Ledger_Mtls is planned", f => f with { SigningCertificate = "Ledger_Mtls" }),
        Integration("arch.cert-separation", NotApplicable, "no two purposes", f => f with { SigningCertificate = null }),
        Integration("arch.cert-separation", Unknown, "which certificate", f => f with { TlsCertificate = null }),
        Integration("arch.cert-separation", Unknown, "bars strangers", f => f with { TlsCertificate = null, Controls = null }),
        Integration("arch.gateway", Pass, "", f => f with { ExternalSystems = 3 }, slots: 40),
        Integration("arch.gateway", Pass, "", f => f with { ExternalSystems = 9, HasGateway = true }),
        Integration("arch.gateway", Fail, "4 external systems", f => f with { ExternalSystems = 4 }),
        Integration("arch.gateway", Fail, "41 certificate slots", slots: 41),
        Integration("arch.gateway", NotApplicable, "nobody calls", f => f with { Direction = DataDirection.Outbound }),
        Integration("arch.gateway", Unknown, "certificate slots", slots: null),
        Integration("arch.gateway", Unknown, "whether there is a gateway", f => f with { HasGateway = null }),
        Integration("arch.private-connect", Pass, "", f => f with { DataClass = DataClass.Restricted, Controls = AccessControls.PrivatePath }),
        Integration("arch.private-connect", Pass, "", f => f with { Regime = Regime.Health, NoPrivatePathReason = "No licence; mutual TLS stands for it." }),
        Integration("arch.private-connect", Fail, "Payment", f => f with { Regime = Regime.Payment }),
        Integration("arch.private-connect", Fail, "Restricted", f => f with { DataClass = DataClass.Restricted, Regime = null }),
        Integration("arch.private-connect", NotApplicable, "demands it"),
        Integration("arch.private-connect", Unknown, "regime", f => f with { Regime = null }),
        Integration("arch.direct-ip-classic", Pass, "", Listed, Classic),
        Integration("arch.direct-ip-classic", Fail, "without OAuth", f => Listed(f) with { Controls = AccessControls.AddressList }, Classic),
        Integration("arch.direct-ip-classic", NotApplicable, "not on Classic", Listed),
        Integration("arch.direct-ip-classic", NotApplicable, "not on Classic", f => f with { DataClass = DataClass.Confidential }, Classic),
        Integration("arch.direct-ip-classic", Unknown, "fixed addresses", f => Listed(f) with { HasFixedAddresses = null }, Classic),
        Integration("arch.direct-ip-classic", Unknown, "where its orgs run", Listed, Nowhere),
        Integration("arch.decision-stale", Pass, ""),
        Integration("arch.decision-stale", Pass, "", f => f with { ExternalSystems = 2 }),
        Integration("arch.decision-stale", Fail, "To be decided anew: gateway, checklist.", f => f with { ExternalSystems = 4 }),
        Integration("arch.decision-stale", NotApplicable, "no decision is signed", f => f with { Decision = f.Decision! with { SignedBy = null } }),
        Integration("arch.decision-stale", Unknown, "not recorded", f => f with { DataClass = null }),
        Integration("arch.no-decision", Pass, ""),
        Integration("arch.no-decision", Fail, "No decision", f => f with { Decision = null }),
        Integration("arch.no-decision", Fail, "not signed", f => f with { Decision = f.Decision! with { SignedAt = null } }),
        Integration("arch.no-decision", NotApplicable, "nothing of it", f => f with { Decision = null }, alive: []),
        Integration("arch.no-decision", Unknown, "active", f => f with { Decision = null }, aliveKnown: false),
        Org("arch.deployment-unconfirmed", Pass, ""),
        Org("arch.deployment-unconfirmed", Fail, "Hyperforce is guessed", a => a.Org(o => o with { IsInfrastructureConfirmed = false })),
        Org("arch.deployment-unconfirmed", Unknown, "instance name", a => a.Org(Nowhere)),
        Integration("life.no-owner", Pass, ""),
        Integration("life.no-owner", Fail, "Kai Vint is its deputy", f => f with { Owner = null }),
        Integration("life.owner-gone", Pass, "", f => f with { Owner = new OwnerStanding("S", false, Now.AddDays(-90), null, true) }),
        Integration("life.owner-gone", Pass, "", f => f with { Owner = new OwnerStanding("S", false, Now.AddDays(-200), Now.AddDays(-10), null) }),
        Integration("life.owner-gone", Fail, "blocked", f => f with { Owner = f.Owner! with { IsBlocked = true } }),
        Integration("life.owner-gone", Fail, "people list", f => f with { Owner = f.Owner! with { IsOnPeopleList = false } }),
        Integration("life.owner-gone", Fail, "at most 90 days", f => f with { Owner = new OwnerStanding("S", false, Now.AddDays(-90.1), Now.AddDays(-100), true) }),
        Integration("life.owner-gone", NotApplicable, "nobody owns", f => f with { Owner = null }),
        Integration("life.owner-gone", Unknown, "never signed in", f => f with { Owner = new OwnerStanding("S") }),
        Integration("life.review-overdue", Pass, "", f => f with { ReviewAt = Now }),
        Integration("life.review-overdue", Fail, "due on", f => f with { ReviewAt = Now.AddSeconds(-1) }),
        Integration("life.review-overdue", Unknown, "no review date", f => f with { ReviewAt = null }),
        Integration("life.end-passed", Pass, "", f => f with { EndsAt = Now.AddSeconds(1) }),
        Integration("life.end-passed", Pass, "", f => f with { EndsAt = Now }, alive: []),
        Integration("life.end-passed", Fail, "1 grant", f => f with { EndsAt = Now }),
        Integration("life.end-passed", NotApplicable, "no end", f => f with { EndsAt = null }),
        Integration("life.end-passed", Unknown, "could not be read", f => f with { EndsAt = Now }, aliveKnown: false),
        Integration("life.secret-location", Pass, ""),
        Integration("life.secret-location", Fail, "in code", f => f with { SecretPlace = SecretPlace.Code }),
        Integration("life.secret-location", Fail, "not known", f => f with { SecretPlace = SecretPlace.Unknown }),
        Emergency(Pass, "", 24, null, null),
        Emergency(Pass, "", 100, 99, 50),
        Emergency(Fail, "Open for 25 hours", 25, null, null),
        Emergency(Fail, "Not reviewed after 73 hours", 73, 70, null),
        Vendored(Pass, "", APicture.Vendor),
        Vendored(Fail, "egress ranges, security contact, notice duty", APicture.Vendor with { Egress = [], SecurityContact = " ", NoticeHours = null }),
        Vendored(NotApplicable, "has ended", APicture.Vendor with { EndedAt = Now, Egress = [] }),
        Activity("detect.new-grant", Pass, ""),
        Activity("detect.new-grant", Fail, "First grant of Ledger Sync", a => a with { IsGrantApproved = false }),
        Activity("detect.new-grant", NotApplicable, "no grant", a => a with { FirstGrantAt = null }),
        Activity("detect.new-grant", Unknown, "no requests", a => a with { IsGrantApproved = null }),
        Activity("detect.new-grant", Unknown, "View Setup", a => a with { FirstGrantAt = null }, a => a.Blind(Capability.Authorizations)),
        Activity("detect.egress", Pass, ""),
        Activity("detect.egress", Fail, "203.0.113.9", a => a with { SeenFrom = ["203.0.113.9"] }),
        Activity("detect.egress", NotApplicable, "no vendor", a => a with { Org = new APicture().Build() }),
        Activity("detect.egress", Unknown, "login history", a => a with { SeenFrom = null }),
        Activity("detect.volume", Pass, ""),
        Activity("detect.volume", Pass, "", a => a with { CallsPerDay = 100, DaysBefore = [1, 1, 1, 1, 1, 1, 1] }),
        Activity("detect.volume", Fail, "median of the 7 days before is 200", a => a with { CallsPerDay = 1001 }),
        Activity("detect.volume", Fail, "is 150", a => a with { DaysBefore = [100, 200, 100, 200, 100, 200, 100, 200] }),
        Activity("detect.volume", NotApplicable, "only 6 days", a => a with { DaysBefore = [1, 1, 1, 1, 1, 1] }),
        Activity("detect.volume", Unknown, "API usage", a => a with { CallsPerDay = null }),
        Activity("detect.bulk-then-delete", Pass, "", a => a with { BulkJobs = [new(Now.AddMinutes(-30), Now.AddMinutes(-24), false)] }),
        Activity("detect.bulk-then-delete", Fail, "24 seconds", a => a with { BulkJobs = [new(Now.AddSeconds(-24), Now, false)] }),
        Activity("detect.bulk-then-delete", Fail, "300 seconds", a => a with { BulkJobs = [new(Now.AddMinutes(-5), Now, false)] }),
        Activity("detect.bulk-then-delete", Fail, "first time ever", a => a with { BulkJobs = [new(Now, null, true)] }),
        Activity("detect.bulk-then-delete", NotApplicable, "no app's", a => a with { AppName = null }),
        Activity("detect.bulk-then-delete", Unknown, "bulk jobs", a => a with { BulkJobs = null }),
        Activity("detect.bulk-then-delete", Unknown, "before", a => a with { BulkJobs = [new(Now, null, null)] }),
        Activity("detect.admin-consent", Pass, "", a => a with { SetupChanges = [Consent(true), Consent(false) with { Action = "changedReport" }] }),
        Activity("detect.admin-consent", Fail, "henrik@northgale.example", a => a with { SetupChanges = [Consent(null)] }),
        Activity("detect.admin-consent", NotApplicable, "no app's", a => a with { SetupChanges = null }),
        Activity("detect.admin-consent", Unknown, "Audit Trail", a => a with { AppName = null, SetupChanges = null }),
        Org("org.api-access-control", Pass, ""),
        Org("org.api-access-control", Fail, "Any app", a => a.Settings(s => s with { OnlyApprovedApps = false })),
        Org("org.api-access-control", Unknown, "enableAdminApprovedAppsOnly", a => a.Settings(s => s with { OnlyApprovedApps = null })),
        Org("org.pkce-off", Pass, ""),
        Org("org.pkce-off", Fail, "each app", a => a.Settings(s => s with { PkceRequired = false })),
        Org("org.pkce-off", Unknown, "isPkceRequired", a => a.Settings(s => s with { PkceRequired = null })),
        Org("org.uap-flow", Pass, ""),
        Org("org.uap-flow", Fail, "username-password and the user-agent", a => a.Settings(s => s with { PasswordFlowBlocked = false, UserAgentFlowBlocked = false })),
        Org("org.uap-flow", Fail, "the user-agent flow", a => a.Settings(s => s with { PasswordFlowBlocked = null, UserAgentFlowBlocked = false })),
        Org("org.uap-flow", Unknown, "blockOAuthUnPwFlow", a => a.Settings(s => s with { PasswordFlowBlocked = null })),
        Org("org.approve-uninstalled", Pass, "", a => a.Change<PermissionSetFacts>(s => s with { Permissions = ["CanApproveUninstalledApps"] }).Holder(100)),
        Org("org.approve-uninstalled", Fail, "3 users", a => a.Change<PermissionSetFacts>(s => s with { Permissions = ["CanApproveUninstalledApps"] }).Holders(100, 2)),
        Org("org.approve-uninstalled", Unknown, "does not know", a => a.Change<PermissionSetFacts>(s => s with { AskedPermissions = [] })),
        Org("org.sync-stale", Pass, "", a => a.Standing(new(Capability.Metadata, CapabilityStatus.NotSupported, "no metadata", Now.AddDays(-9)))),
        Org("org.sync-stale", Fail, "Metadata was read completely 25 hours ago", a => a.Standing(new(Capability.Metadata, CapabilityStatus.Failed, "timeout", Now.AddHours(-25)))),
        Org("org.sync-stale", Fail, "never", a => a.Standing(new(Capability.Authorizations, null, null, null))),
        Org("org.blind", Pass, ""),
        Org("org.blind", Fail, "Users: View Setup is missing.", a => a.Blind(Capability.Users)),
        Org("org.blind", Unknown, "self-test", a => a.Standing(new(Capability.Rights, null, null, null))),
        Org("org.drift", Pass, ""),
        Org("org.drift", Fail, "pkceRequired: true became false", a => a.Settings(s => s with { PkceRequired = false }, unapproved: true)),
        Org("org.drift", Unknown, "View Setup", a => a.Without(ItemKind.OrgSettings).Blind(Capability.Metadata)),
        Org("org.sandbox-refreshed", Pass, ""),
        Org("org.sandbox-refreshed", Fail, "Another org", a => a.Org(o => o with { Moved = true })),
    ];
}
