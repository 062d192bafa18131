using System.Text.Json;
using Governance.Application.Authorizations;
using Governance.Application.Catalog;
using Governance.Application.Certificates;
using Governance.Application.Exports;
using Governance.Application.Integrations;
using Governance.Application.Inventory;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Application.Tests.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Integrations;
using Governance.TestKit;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Exports;

public sealed class ExportListTests(PortalFixture portal) : UseCaseTest(portal)
{
    public static TheoryData<FilteredList> Exported => [.. ExportedList.All.Keys];

    [Theory]
    [MemberData(nameof(Exported))]
    public async Task Export_OfAnyList_HasARowForEachThingInScopeAndNoOther(FilteredList list)
    {
        await GivenEstateAsync("EMEA", "Core");
        await GivenEstateAsync("AMER", "Field");

        var (limited, all) = (await ReadAsync(Scoped(Role.Auditor, "EMEA"), list, ExportFormat.Json), await ReadAsync(Auditor, list, ExportFormat.Json));

        limited.Count.ShouldBeGreaterThan(0);
        all.Count.ShouldBeGreaterThan(limited.Count);
        // Only the things: what is counted of them may be fewer within a scope.
        limited.Select(IdOf).ShouldBeSubsetOf(all.Select(IdOf));
        limited.ShouldAllBe(r => !r.Contains("Field", StringComparison.Ordinal));
        all.ShouldAllBe(r => IdOf(r) != Guid.Empty);
    }

    [Fact]
    public async Task Export_WhenFiltered_HasWhatTheListHas()
    {
        var org = await GivenEstateAsync("EMEA", "Core");
        await GivenEstateAsync("AMER", "Field");
        var filter = new FindingFilter { Org = org.Org.Id };

        var rows = await ReadAsync(Auditor, new ListSelection.OfFindings(filter), ExportFormat.Csv);

        rows.Count.ShouldBe((await As(Auditor).SendAsync(new ListFindings.Query(filter, default, false, 0, 50))).Value!.Total);
        rows.ShouldAllBe(r => r.Contains("\"Core\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_OfIntegrations_HasWhatTheListShows()
    {
        await GivenEstateAsync("EMEA", "Core");
        var shown = (await As(Auditor).SendAsync(new ListIntegrations.Query(new(), default, false, 0, 50))).Value!.Rows.ShouldHaveSingleItem();

        var row = JsonDocument.Parse((await ReadAsync(Auditor, FilteredList.Integrations, ExportFormat.Json)).ShouldHaveSingleItem()).RootElement;

        (row.GetProperty("integration").GetString(), row.GetProperty("grants").GetInt32(), row.GetProperty("openFindings").GetInt32())
            .ShouldBe((shown.Name, shown.Grants, shown.Findings));
        (await ReadAsync(Auditor, new ListSelection.OfIntegrations(new(Text: "no such")), ExportFormat.Json)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_OfHostileNames_HasNoFormulaAndNoMarkup()
    {
        var org = await GivenAsync(An.Org("Core"));
        await Access.Certificates.PutAsync(Portal, org, "=HYPERLINK(\"http://evil\")");
        await Access.Certificates.PutAsync(Portal, org, "</script><b>");

        var csv = await ReadAsync(Auditor, FilteredList.Certificates, ExportFormat.Csv);
        var json = await ReadAsync(Auditor, FilteredList.Certificates, ExportFormat.Json);

        csv.ShouldContain(r => r.Contains("\"'=HYPERLINK(\"\"http://evil\"\")\"", StringComparison.Ordinal));
        csv.ShouldAllBe(r => !r.Contains(",\"=", StringComparison.Ordinal));
        json.ShouldAllBe(r => !r.Contains('<'));
        json.Select(r => JsonDocument.Parse(r).RootElement.GetProperty("certificate").GetString()).ShouldContain("</script><b>");
    }

    [Fact]
    public async Task Export_WhenBegun_IsAuditedWithItsFilterAndItsRows()
    {
        await GivenEstateAsync("EMEA", "Core");

        var receipt = (await As(Auditor).SendAsync(new ExportList.Command(new ListSelection.OfOrgs(new OrgFilter { NotFresh = false }), ExportFormat.Json))).Value!;

        var entry = await Audit.LastAsync();
        entry.ShouldBe("list.exported", by: Auditor, on: receipt.ExportId, outcome: AuditOutcome.Done);
        entry.After!.ShouldContain("\"rows\":1");
        entry.After!.ShouldContain("Json");
        entry.SubjectId.ShouldBe(receipt.ExportId.ToString("D"));
    }

    [Fact]
    public async Task Read_WithoutAnExportOfOnesOwn_IsRefused()
    {
        await GivenEstateAsync("EMEA", "Core");
        var receipt = (await As(Auditor).SendAsync(new ExportList.Command(new ListSelection.OfOrgs(new OrgFilter()), ExportFormat.Csv))).Value!;
        Task<Result<IReadOnlyList<string>>> Ask(Actor actor, Guid id, FilteredList list) =>
            As(actor).SendAsync(new ReadListExport.Query(id, list, ExportFormat.Csv, receipt.Keys));

        (await Ask(Auditor, receipt.ExportId, FilteredList.Orgs)).Value!.Count.ShouldBe(1);
        (await Ask(SecurityReviewer, receipt.ExportId, FilteredList.Orgs)).Problem!.Code.ShouldBe("audit.export-gone");
        (await Ask(Auditor, Guid.NewGuid(), FilteredList.Orgs)).Problem!.Code.ShouldBe("audit.export-gone");
        (await Ask(Auditor, receipt.ExportId, FilteredList.Findings)).Problem!.Code.ShouldBe("audit.export-gone");
        Clock.Advance(TimeSpan.FromHours(2));
        (await Ask(Auditor, receipt.ExportId, FilteredList.Orgs)).Problem!.Code.ShouldBe("audit.export-gone");
    }

    [Fact]
    public async Task Export_WhenPortalAdmin_IsRefusedAndAudited()
    {
        var answer = await As(PortalAdmin).SendAsync(new ExportList.Command(new ListSelection.OfVendors(), ExportFormat.Csv));

        answer.Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Audit.LastAsync()).ShouldBe("list.exported", by: PortalAdmin, on: "ExportList", outcome: AuditOutcome.Denied);
    }

    private static Guid IdOf(string row) => JsonDocument.Parse(row).RootElement.GetProperty("id").GetGuid();

    private async Task<ConnectedOrg> GivenEstateAsync(string group, string name)
    {
        var org = await GivenAsync(An.Org(name).InGroup(group));
        await GivenAsync(A.Vendor($"Vendor of {name}"));
        await GivenAsync(An.Authorization().In(org).Of($"Vendor of {name} app"));
        await PermissionSets.TakeAsync(Portal, org, $"Set of {name}");
        await Access.Certificates.PutAsync(Portal, org, $"cert_{name}");
        await Access.Registrations.PutAsync(Portal, org, $"Api{name}");
        await As(OrgAdmin).SendAsync(new CreateIntegration.Command(
            new($"Integration of {name}", new IntegrationFacts(), [new(IntegrationPartKind.App, $"Vendor of {name} app", org.Org.Id)])));
        await Judging.AsideAsync(Portal, org.Org.Id);
        return org;
    }

    private Task<IReadOnlyList<string>> ReadAsync(Actor actor, FilteredList list, ExportFormat format) => ReadAsync(actor, list switch
    {
        FilteredList.Orgs => new ListSelection.OfOrgs(new OrgFilter()),
        FilteredList.Authorizations => new ListSelection.OfAuthorizations(new AuthorizationFilter()),
        FilteredList.Integrations => new ListSelection.OfIntegrations(new()),
        FilteredList.Vendors => new ListSelection.OfVendors(),
        FilteredList.Catalog => new ListSelection.OfCatalog(new CatalogFilter()),
        FilteredList.Findings => new ListSelection.OfFindings(new FindingFilter()),
        FilteredList.Certificates => new ListSelection.OfCertificates(new CertificateFilter()),
        FilteredList.PermissionSets => new ListSelection.OfPermissionSets(new PermissionSetFilter { Kind = SetChoice.All }),
        _ => new ListSelection.OfClientApps(new AppControlFilter()),
    }, format);

    private async Task<IReadOnlyList<string>> ReadAsync(Actor actor, ListSelection selection, ExportFormat format)
    {
        var receipt = (await As(actor).SendAsync(new ExportList.Command(selection, format))).Value!;
        return (await As(actor).SendAsync(new ReadListExport.Query(receipt.ExportId, selection.List, format, receipt.Keys))).Value!;
    }
}
