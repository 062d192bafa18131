using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using static Governance.Domain.Policies.Outcome;

namespace Governance.Domain.Tests.Policies;

public static partial class RuleFixtures
{
    // Neither session-based nor opening anything.
    private static APicture Plain(APicture a) => a.Change<PermissionSetFacts>(s => s with { HasActivationRequired = false }).Without(ItemKind.Access);

    // In effect without activation.
    private static APicture Standing(APicture a) => a.Change<PermissionSetFacts>(s => s with { HasActivationRequired = false });

    // Of user mode only because a registration is named like it: others may hold it whose assignments are not read.
    private static APicture Named(APicture a) => Plain(a).Change<RegistrationFacts>(r => r with { ApiName = "Ledger_Read" });

    private static ObjectRight ReadAccounts(bool viewAll) => new("Account", true, false, false, false, viewAll, false);

    private static RuleFixture[] PermissionSets() =>
    [
        Set("perm.dangerous", Pass, ""),
        Set("perm.dangerous", Fail, "ModifyAllData", a => a.Change<PermissionSetFacts>(s => s with { Permissions = ["ModifyAllData"] })),
        Set("perm.dangerous", NotApplicable, "no user-mode set", Plain),
        Set("perm.dangerous", Unknown, "could not be read", a => a.Change<PermissionSetFacts>(s => s with { Permissions = [], AskedPermissions = [] })),
        Set("perm.dangerous", Unknown, "does not ask for ExportReport") with { Lists = new Dictionary<string, IReadOnlyList<string>> { ["permissions"] = ["ExportReport", "ModifyAllData"] } },
        Set("perm.standing-user-plus", Pass, ""),
        Set("perm.standing-user-plus", Pass, "", a => a.Standing("Same", ["ApiEnabled"], new ObjectRight("Account", true, false, false, false, false, false))),
        Set("perm.standing-user-plus", Fail, "all its rights", a => a.Standing("Same", ["ApiEnabled"], new ObjectRight("Invoice__c", true, true, false, false, false, false))),
        Set("perm.standing-user-plus", Fail, "group Ledger Team", a => a.Put(ItemKind.PermissionSetGroup, "0PG1", "Ledger Team", new PermissionSetGroupFacts { ApiName = "Ledger_Team", Members = [APicture.SetId] })),
        Set("perm.standing-user-plus", Pass, "", a => a.Put(ItemKind.PermissionSetGroup, "0PG1", "Ledger Team", new PermissionSetGroupFacts { ApiName = "Ledger_Team", HasActivationRequired = true, Members = [APicture.SetId] })),
        Set("perm.standing-user-plus", NotApplicable, "not session-based", Plain),
        Set("perm.standing-user-plus", Unknown, "object rights", a => a.Change<PermissionSetFacts>(s => s with { Objects = null })),
        Set("perm.standing-user-plus", Unknown, "View Setup", a => a.Blind(Capability.PermissionSets)),
        Set("perm.changed", Pass, ""),
        Set("perm.changed", Pass, "", a => a.Change<PermissionSetFacts>(s => s with { AskedPermissions = [.. s.AskedPermissions, "AuthorApex"], Permissions = ["ApiEnabled", "AuthorApex"] }, unapproved: true)),
        Set("perm.changed", Fail, "+ModifyAllData", a => a.Change<PermissionSetFacts>(s => s with { Permissions = ["ApiEnabled", "ModifyAllData"] }, unapproved: true)),
        Set("perm.changed", Fail, "+Invoice__c (delete), -Invoice__c (read)", a => a.Change<PermissionSetFacts>(s => s with { Objects = [new("Invoice__c", false, false, false, true, false, false)] }, unapproved: true)),
        Set("perm.changed", Fail, "no longer session-based", a => a.Without(ItemKind.Access).Change<PermissionSetFacts>(s => s with { HasActivationRequired = false }, unapproved: true)),
        Set("perm.changed", NotApplicable, "no user-mode set", Plain),
        User("perm.export-capable", Pass, "", a => a.Standing("Some", ["ApiEnabled"], ReadAccounts(false))),
        User("perm.export-capable", Fail, "Account", a => a.Standing("Some", ["ApiEnabled"], ReadAccounts(true))),
        User("perm.export-capable", Fail, "every object", a => a.Standing("Some", ["ApiEnabled", "ViewAllData"])),
        User("perm.export-capable", NotApplicable, "no grant", a => Person(a).Grants()),
        User("perm.export-capable", NotApplicable, "deactivated", a => a.Change<UserFacts>(u => u with { IsActive = false })),
        User("perm.export-capable", Unknown, "none of its sets", a => a.Without(ItemKind.Assignment)),
        User("perm.export-capable", Unknown, "object permissions", a => a.Change<PermissionSetFacts>(s => s with { Objects = null })),
        User("perm.export-capable", Unknown, "API access", a => a.Change<PermissionSetFacts>(s => s with { Permissions = [], AskedPermissions = [] })),
        User("perm.not-api-only", Pass, ""),
        User("perm.not-api-only", Fail, "profile Sales", a => a.Change<UserFacts>(u => u with { ProfileName = "Sales" })),
        User("perm.not-api-only", NotApplicable, "no integration user", Person),
        User("perm.not-api-only", Unknown, "licence and profile", a => a.Change<UserFacts>(u => u with { ProfileName = null, LicenseName = null })),
        User("perm.not-api-only", Unknown, "View Setup", a => a.Change<UserFacts>(u => u with { ProfileName = "Sales" }).Blind(Capability.PermissionSets)),
        Set("perm.unused", Pass, "", a => Objects(a, Used(100, "Invoice__c", 90))),
        Set("perm.unused", Fail, "Invoice__c was not used", a => Objects(a, Used(100, "Account", 1))),
        Set("perm.unused", Fail, "Invoice__c was used last", a => Objects(a, Used(100, "Invoice__c", 91))),
        Set("perm.unused", NotApplicable, "no user-mode set", Plain),
        Set("perm.unused", NotApplicable, "goes back", a => Objects(a, Used(89, "Account", 1))),
        Set("perm.unused", NotApplicable, "nobody holds it", a => Objects(a.Without(ItemKind.Assignment), Used(100, "Account", 1))),
        Set("perm.unused", Unknown, "no usage data"),
        Set("perm.unused", Unknown, "View Setup", a => Objects(a, Used(100, "Account", 1)).Blind(Capability.PermissionSets)),
        Set("perm.unused", Unknown, "named no object", a => Objects(a, Used(100, "Account", 1) with { UntoldAt = Now.AddDays(-90) })),
        Set("perm.unused", Fail, "was not used", a => Objects(a, Used(100, "Account", 1) with { UntoldAt = Now.AddDays(-91) })),
        Set("perm.unused", Fail, "was not used", a => Objects(a.Holder(7), Used(100, "Account", 1))),
        Set("perm.unused", Unknown, "user7@northgale.example may work in a browser", a => Objects(Standing(a).Holder(7), Used(100, "Account", 1))),
        Set("perm.unused", Pass, "", a => Objects(Standing(a).Holder(7), Used(100, "Invoice__c", 1))),
        Set("perm.unused", Fail, "was not used", a => Objects(Standing(a), Used(100, "Account", 1))),
        Set("perm.unused", Unknown, "not all of its holders", a => Objects(Named(a), Used(100, "Account", 1))),
    ];
}
