using Bunit;
using Governance.Application.Access;
using Governance.Application.Catalog;
using Governance.Application.Inventory;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Catalog;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Catalog;

public sealed class CatalogEntryPageTests : PageTest
{
    private static readonly CatalogEntryId Id = CatalogEntryId.New();
    private static readonly SpecVersionId Old = SpecVersionId.New(), Held = SpecVersionId.New(), Declared = SpecVersionId.New();

    private static readonly GetCatalogEntry.Detail Whole = new(
        new(Id, "GenerateQuote", "Quotes", CatalogLink.Joined, new RegistrationFacts { ApiName = "GenerateQuote", ProviderType = "Heroku", Status = "Complete" }, 1,
            "applink-flat-1", "core_prod", AppLinkStatus.Active, "acme-quotes", Now.AddDays(-90), Now.AddDays(-9), null),
        new CapabilitySource(OrgId.New(), "Core", true, CapabilityStatus.Ok, null, Now.AddMinutes(-3)), Held,
        [
            new(new ApiOperation
            {
                Method = "POST", Path = "/quotes", OperationId = "createQuote", Summary = "Makes \u202E one", UserMode = ApiUserMode.UserPlus, PermissionSet = "QuotePlus",
                ClientApps = [new(ApiClientAppKind.ConnectedApp, "QuoteApp")], IsAgentAction = true,
            }, true),
            new(new ApiOperation { Method = "GET", Path = "/quotes", IsPii = true }, null),
        ],
        2, [new SpecNote("no-extension", "Nothing said.", 4)],
        new(null, [new(ItemId.New(), "GenerateQuote", null)], 2, [new("005000000000001", "ines@acme.example", true), new("005000000000002", null, null)]),
        [new(JoinMismatchKind.UserPlusSetStanding, "00D", "GenerateQuote: QuotePlus")],
        [
            new(Declared, SpecSource.Declared, new string('c', 64), 900, Now.AddHours(-1), "Quotes", "1.0", 1, null, null, "Sade Abeni", "As agreed"),
            new(Held, SpecSource.Org, new string('b', 64), 2048, Now.AddDays(-1), "Quotes", "1.1", 2, SpecChangeKind.Widening, null, null, null),
            new(Old, SpecSource.Org, new string('a', 64), 1024, Now.AddDays(-9), "Quotes", "1.0", 1, null, null, null, null),
        ],
        new(Declared, Held, false, SpecChangeKind.Breaking));

    private readonly ScriptedUseCases _useCases = new();

    public CatalogEntryPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Sade Abeni");
        May(Permission.EditIntegration);
        Answer(Whole);
        _useCases.On<GetSpecDiff.Query, GetSpecDiff.Diff>(q => new GetSpecDiff.Diff(
            new(q.Before, SpecSource.Org, Now.AddDays(-9), "1.0"), new(q.After, SpecSource.Org, Now.AddDays(-1), "1.1"), SpecChangeKind.Widening,
            [new SpecChange(SpecRule.All["operation.added"], new SpecPlace("GET /quotes"), "GET /quotes: it is new")], 1));
    }

    [Fact]
    public void Entry_WhileLoading_ShowsSkeletonRows()
    {
        _useCases.Hang<GetCatalogEntry.Query>();

        Open().FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void Entry_WhenFilled_ShowsOperationsInvokersVersionsAndWhatIsAmiss()
    {
        var page = Open();

        page.FindAll("table.ops tbody tr").Select(r => r.Children.Select(Read).ToArray()).ShouldBe([
            ["POST /quotes createQuote · Makes [U+202E] one", "user-plus", "QuotePlus", "QuoteApp connected app", "offered", "not flagged", "switched on"],
            ["GET /quotes", "Unknown", "unknown", "none", "no", "flagged", "unknown"]]);
        var text = Read(page.Find(".listcol"));
        text.ShouldContain("The spec held is not the declared one. Against the declared one it is: breaking.");
        text.ShouldContain("The permission set QuotePlus, named for user-plus mode, needs no activation");
        text.ShouldContain("Who called an operation is unknown");
        text.ShouldContain("ines@acme.example yes");
        text.ShouldContain("005000000000002 name unknown unknown");
        page.FindAll("a").Select(a => a.GetAttribute("href")).ShouldContain($"/catalog/{Id.Value:D}?before={Old.Value:D}&after={Held.Value:D}");
        page.FindAll("a").Select(a => a.GetAttribute("href")).ShouldContain($"/catalog/{Id.Value:D}?before={Declared.Value:D}&after={Held.Value:D}");
        Read(page.Find(".pagehead p")).ShouldBe("2 operations, in Core · as of 3 min ago");
    }

    [Fact]
    public void Entry_WhenThingsAreUnknown_SaysSo()
    {
        Answer(Whole with
        {
            Entry = Whole.Entry with { Link = CatalogLink.PublicationUnknown, Publications = 0 },
            Operations = [],
            OperationCount = null,
            InForce = null,
            Versions = [],
            Declared = null,
            Mismatches = [],
            Invokers = new("insufficient permission: Assign Permission Sets", [], null, []),
        });

        var text = Read(Open().Find(".listcol"));

        text.ShouldContain("Publication unknown. AppLink made this registration.");
        text.ShouldContain("No spec is kept, so the operations are unknown.");
        text.ShouldContain("Unknown, not none. insufficient permission: Assign Permission Sets");
        text.ShouldContain("None is kept yet.");
    }

    [Fact]
    public void Entry_WhenTheLatestSpecCannotBeRead_SaysWhyAndWhatIsShown()
    {
        Answer(Whole with { Declared = null, Versions = [Whole.Versions[1] with { Problem = "Line 3: broken.", Operations = null, Change = null }, Whole.Versions[2]] });

        Read(Open().Find(".listcol")).ShouldContain("The latest spec can’t be read. Line 3: broken. What is shown is the one before it.");
    }

    [Fact]
    public void Entry_WhenTwoVersionsStandInTheAddress_ShowsWhatChanged()
    {
        var page = Open($"?before={Old.Value:D}&after={Held.Value:D}");

        _useCases.Sent.OfType<GetSpecDiff.Query>().Single().ShouldBe(new GetSpecDiff.Query(Old, Held));
        page.FindAll("table.changes tbody tr").Select(Read).ShouldBe(["Widening GET /quotes: it is new operation.added"]);
        Read(page.Find(".listcol")).ShouldContain("Callers may do or see more, others may, or nobody can tell. From 1.0 (org, ");
    }

    [Fact]
    public void Diff_WhenRefused_ShowsTheProblem()
    {
        _useCases.On<GetSpecDiff.Query, GetSpecDiff.Diff>(_ => CatalogProblems.NotReadable);

        Read(Open($"?before={Old.Value:D}&after={Held.Value:D}").Find("[role=alert]")).ShouldContain("nothing to compare");
    }

    [Fact]
    public void Entry_WhenNotFound_SaysSo()
    {
        _useCases.On<GetCatalogEntry.Query, GetCatalogEntry.Detail>(_ => CatalogProblems.EntryNotFound);

        Read(Open().Find("[role=alert]")).ShouldContain("There is no such catalog entry here.");
    }

    [Fact]
    public void Entry_WhenRightIsGone_NamesTheRoles()
    {
        _useCases.On<GetCatalogEntry.Query, GetCatalogEntry.Detail>(_ => AccessProblems.Denied(Permission.ViewInventory));

        Read(Open().Find(".note")).ShouldContain("You need one of the roles Auditor");
    }

    [Fact]
    public void Declare_IsAPlainFormForWhoMay()
    {
        var form = Open().Find("form");

        (form.GetAttribute("method"), form.GetAttribute("action"), form.GetAttribute("enctype")).ShouldBe(("post", $"/catalog/{Id.Value:D}/spec", "multipart/form-data"));
        May();
        var page = Open();
        page.FindAll("form").ShouldBeEmpty();
        Read(page.Find(".listcol")).ShouldContain("You need one of the roles Org admin");
    }

    private void May(params Permission[] permissions) =>
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [], permissions.ToHashSet()));

    private void Answer(GetCatalogEntry.Detail detail) => _useCases.On<GetCatalogEntry.Query, GetCatalogEntry.Detail>(_ => detail);

    private IRenderedComponent<CatalogEntryPage> Open(string query = "")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/catalog/{Id.Value:D}{query}");
        return Render<CatalogEntryPage>(p => p.Add(x => x.Id, Id.Value));
    }
}
