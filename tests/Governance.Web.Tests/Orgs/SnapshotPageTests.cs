using Bunit;
using Governance.Application.Access;
using Governance.Application.Imports;
using Governance.Application.Orgs;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Inventory;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Tests.Audit;

namespace Governance.Web.Tests.Orgs;

public sealed class SnapshotPageTests : PageTest
{
    private static readonly SnapshotImportId Import = SnapshotImportId.New();
    private readonly ScriptedUseCases _useCases = new();

    public SnapshotPageTests()
    {
        _useCases.AddTo(Services);
        this.AddAuthorization().SetAuthorized("Sade Abeni");
        _useCases.On<ListSnapshotOrgs.Query, IReadOnlyList<ListSnapshotOrgs.Row>>(_ => new[] { new ListSnapshotOrgs.Row(OrgId.New(), "<i>Legacy</i>") });
        _useCases.On<ListOrgGroups.Query, IReadOnlyList<ListOrgGroups.Row>>(_ => new[] { new ListOrgGroups.Row(OrgGroupId.New(), "EMEA") });
        _useCases.On<GetSnapshotImport.Query, GetSnapshotImport.Detail>(_ => new GetSnapshotImport.Detail(
            "Legacy", "project.zip", "Sade Abeni", Now.AddMinutes(-5), 12, 3, 1, 0, new SnapshotSummary(
                new Dictionary<ItemKind, int> { [ItemKind.OutboundSite] = 3 }, new Dictionary<NoteKind, int> { [NoteKind.Secret] = 1, [NoteKind.Troubled] = 1 },
                [new FileNote(NoteKind.Secret, "apps/Ledger.connectedApp", "consumerSecret was dropped"), new FileNote(NoteKind.Troubled, "<b>.xml", "no XML")])));
    }

    [Fact]
    public void Form_WhenFilled_OffersOrgsAndGroupsAndPostsOverHttp()
    {
        var page = Render<ImportSnapshotPage>();

        var form = page.Find("form");
        (form.GetAttribute("method"), form.GetAttribute("action"), form.GetAttribute("enctype")).ShouldBe(("post", "/orgs/import/file", "multipart/form-data"));
        page.FindAll("#snapshot-org option").Select(o => o.TextContent).ShouldBe(["A new one", "<i>Legacy</i>"]);
        page.FindAll("#snapshot-group option").Select(o => o.TextContent).ShouldBe(["EMEA"]);
    }

    [Fact]
    public void Summary_WhenFilled_SaysWhatWasReadAndWhatNot()
    {
        var page = Render<SnapshotImportPage>(p => p.Add(x => x.Id, Import.Value));

        page.Markup.ShouldContain("3 new, 1 changed, 0 gone");
        var headings = page.FindAll("h2").Select(h => h.TextContent.Trim()).ToArray();
        headings.ShouldContain("Held a secret, dropped unread: 1");
        headings.ShouldContain("Could not be read, or not whole: 1");
        page.FindAll("td").Select(d => d.TextContent).ShouldContain("<b>.xml");
    }

    [Fact]
    public void Pages_WhileLoading_ShowSkeletonRows()
    {
        _useCases.Hang<ListSnapshotOrgs.Query>();
        _useCases.Hang<GetSnapshotImport.Query>();

        Render<ImportSnapshotPage>().FindAll(".skel").ShouldNotBeEmpty();
        Render<SnapshotImportPage>(p => p.Add(x => x.Id, Import.Value)).FindAll(".skel").ShouldNotBeEmpty();
    }

    [Fact]
    public void Pages_WhenRefused_SayWhy()
    {
        _useCases.On<ListSnapshotOrgs.Query, IReadOnlyList<ListSnapshotOrgs.Row>>(_ => AccessProblems.Denied(Permission.ImportSnapshot));
        _useCases.On<GetSnapshotImport.Query, GetSnapshotImport.Detail>(_ => Problem.NotFound("snapshot.not-found", "There is no such import, or it is not one of yours."));

        Read(Render<ImportSnapshotPage>().Find(".note")).ShouldContain("Org admin");
        Read(Render<SnapshotImportPage>(p => p.Add(x => x.Id, Import.Value)).Find("[role=alert]")).ShouldContain("There is no such import");
    }
}
