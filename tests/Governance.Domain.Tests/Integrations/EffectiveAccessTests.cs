using Governance.Domain.Integrations;
using Governance.Domain.Inventory;

namespace Governance.Domain.Tests.Integrations;

public sealed class EffectiveAccessTests
{
    [Fact]
    public void Of_WhenOrgsAllowTheSame_SaysItOnceOverThem()
    {
        var set = Set(s => s with { Permissions = ["ApiEnabled"], Objects = [Every("Case"), Every("Account")] });

        var access = EffectiveAccess.Of([Org("Core", sets: set), Org("Field", sets: set), Org("APAC", sets: set), Org("EMEA", users: 2, sets: set)]);

        access.Text.ShouldBe("can read every Account and Case in 4 production orgs, can export in bulk, can come back at any time without a person, held by 5 users.");
        access.Unknown.ShouldBeEmpty();
        access.Everything.ShouldBeEmpty();
    }

    [Fact]
    public void Of_WhenOneUserMayChangeEverything_SaysSoFirst()
    {
        var small = Set(s => s with { Objects = [new ObjectRight("Contact", true, false, true, false, false, false)] });

        var access = EffectiveAccess.Of([Org("Field", sets: small), Org("Core", sets: [small, Set(s => s with { Permissions = ["ModifyAllData"], Objects = null })])]);

        access.Text.ShouldStartWith("can read and change everything in Core; can read its users’ Contact and change Contact in Field");
        access.Everything.ShouldBe(["Core"]);
        access.Unknown.ShouldBeEmpty("a set with Modify All Data has no object rows, and needs none");
    }

    [Fact]
    public void Of_WhenSomethingIsNotKnown_NeverCountsItAsNone()
    {
        var access = EffectiveAccess.Of(
        [
            Org("Core") with { Blind = "insufficient permission: View Setup", ScopesUnknownOf = ["CS Sync"] },
            Org("Field", sets: Set(s => s with { Objects = null })) with { Users = 300 },
        ]);

        access.Text.ShouldBe("has no rights to data that were found in Field, can come back at any time without a person, held by 301 users.");
        access.Unknown.ShouldBe(
        [
            "what the others may: only 1 of 300 users were looked at", "permission sets of Core could not be read: insufficient permission: View Setup",
            "OAuth scopes of CS Sync in Core are not known", "object rights of 1 permission set in Field could not be read",
        ]);
    }

    [Fact]
    public void Of_WhenASetIsSessionBased_CountsItOnlyAsPossible()
    {
        var access = EffectiveAccess.Of([Org("Core", sets: [Set(s => s with { HasActivationRequired = true, Permissions = ["ViewAllData"] }), Set(s => s with { Objects = [Every("Case")] })])]);

        access.Text.ShouldStartWith("can read every Case in Core");
        access.Unknown.ShouldContain("1 session-based set in Core adds rights while activated");
        access.Everything.ShouldBeEmpty();
    }

    [Fact]
    public void Of_WhenScopesLeaveOutTheApi_DoesNotSpeakOfBulk()
    {
        var set = Set(s => s with { Permissions = ["ApiEnabled"], Objects = [Every("Case")] });

        EffectiveAccess.Of([Org("Core", sets: set) with { Scopes = ["openid"] }]).Text.ShouldBe("can read every Case in Core, held by 1 user.");
    }

    [Fact]
    public void Of_WhenManyObjects_NamesThreeAndCountsTheRest()
    {
        var set = Set(s => s with { Objects = [Every("Account"), Every("Asset"), Every("Case"), Every("Contact"), Every("Lead")] });

        EffectiveAccess.Of([Org("Core", sets: set)]).Text.ShouldStartWith("can read every Account, Asset, Case and 2 more objects in Core");
    }

    [Theory]
    [InlineData(true, "reaches no data in Core: nobody’s grant and no user of it was found there.")]
    [InlineData(false, "reaches no org: nothing of it is there now.")]
    public void Of_WhenNobodyHoldsIt_SaysSo(bool isThere, string says) =>
        EffectiveAccess.Of(isThere ? [Org("Core", users: 0)] : []).Text.ShouldBe(says);

    private static ObjectRight Every(string type) => new(type, true, false, false, false, true, false);

    private static PermissionSetFacts Set(Func<PermissionSetFacts, PermissionSetFacts> with) =>
        with(new PermissionSetFacts { ApiName = "Any", AskedPermissions = ["ModifyAllData", "ViewAllData", "ApiEnabled"], Objects = [] });

    private static OrgReach Org(string name, int users = 1, params PermissionSetFacts[] sets) =>
        new(name, true, users, users, sets, null, ["api", "refresh_token"], []);
}
