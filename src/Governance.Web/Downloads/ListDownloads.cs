using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Application.Audit;
using Governance.Application.Exports;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Pages.Authorizations;
using Governance.Web.Components.Pages.Catalog;
using Governance.Web.Components.Pages.Certificates;
using Governance.Web.Components.Pages.Integrations;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Pages.PermissionSets;
using Governance.Web.Components.Pages.Policies;
using Governance.Web.Components.Shared;

namespace Governance.Web.Downloads;

/// <summary>Any list as a file: the filter comes as the list's own address says it.</summary>
internal static class ListDownloads
{
    private static readonly Problem NoSuchList = Problem.Invalid("list.not-exported", "This list can’t be exported, or not in this format.");

    /// <summary>Begins the export, then streams it in steps of <see cref="ReadListExport.MostKeys"/> rows.</summary>
    public static async Task SendAsync(HttpContext http, UseCaseRunner runner, Actor actor)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (AddressReader.OfSlug<ExportFormat>(form["format"]) is not { } format || !Enum.TryParse<FilteredList>(form["list"], out var list)
            || SelectionOf(list, "http://portal/?" + form["query"], form["text"]) is not { } selected)
        {
            await Download.RefuseAsync(http, NoSuchList);
            return;
        }
        var started = selected.Problem is { } unread ? unread
            : await runner.SendAsync(actor, new ExportList.Command(selected.Value!, format), http.RequestAborted);
        if (started.Problem is { } refusal)
        {
            await Download.RefuseAsync(http, refusal);
            return;
        }
        var receipt = started.Value!;
        var isCsv = format == ExportFormat.Csv;
        var name = $"{OrgWords.Slug(list)}-{receipt.At.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}Z.{OrgWords.Slug(format)}";
        var file = new Download(name, isCsv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8", isCsv ? Csv.LineEnd : "\n");
        await file.SendAsync(http, FramedAsync(isCsv, receipt.Columns, RowsAsync(runner, actor, receipt, list, format, http.RequestAborted), http.RequestAborted));
    }

    /// <summary>What an address of a list selects; null for a list without export.</summary>
    /// <param name="list">Which list.</param>
    /// <param name="address">Absolute.</param>
    /// <param name="text">What is searched for where that is never in an address; null or empty for nothing.</param>
    internal static Result<ListSelection>? SelectionOf(FilteredList list, string address, string? text = null)
    {
        switch (list)
        {
            case FilteredList.Authorizations:
                var isRead = AuthorizationAddress.TryRead(new Uri(address), out var filter, out var unread);
                return Read(isRead ? null : unread, new ListSelection.OfAuthorizations(filter with { Text = string.IsNullOrWhiteSpace(text) ? null : text }));
            case FilteredList.Orgs:
                var orgs = OrgAddress.Of(address);
                return Read(orgs.Problem, new ListSelection.OfOrgs(orgs.Filter));
            case FilteredList.Integrations:
                var integrations = IntegrationAddress.Of(address);
                return Read(integrations.Problem, new ListSelection.OfIntegrations(integrations.Filter));
            case FilteredList.Catalog:
                var entries = CatalogAddress.Of(address);
                return Read(entries.Problem, new ListSelection.OfCatalog(entries.Filter));
            case FilteredList.Findings:
                var findings = FindingAddress.Of(address);
                return Read(findings.Problem, new ListSelection.OfFindings(findings.Filter));
            case FilteredList.Certificates:
                var certificates = CertificateAddress.Of(address);
                return Read(certificates.Problem, new ListSelection.OfCertificates(certificates.Filter));
            case FilteredList.PermissionSets:
                var sets = PermissionSetAddress.Of(address);
                return Read(sets.Problem, new ListSelection.OfPermissionSets(sets.Filter));
            case FilteredList.ClientApps:
                var apps = MatrixAddress.Of(address);
                return Read(apps.Problem, new ListSelection.OfClientApps(apps.Filter));
            case FilteredList.Vendors:
                return new ListSelection.OfVendors();
            default:
                return null;
        }
    }

    // A filter that can't be read is refused: a file under half a filter would be another one than was meant.
    private static Result<ListSelection> Read(string? problem, ListSelection selection) =>
        problem is null ? selection : Problem.Invalid("list.filter-unreadable", problem);

    private static async IAsyncEnumerable<Result<string[]>> FramedAsync(
        bool isCsv, IReadOnlyList<string> columns, IAsyncEnumerable<Result<IReadOnlyList<string>>> pages, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new[] { isCsv ? ExportText.Head(columns) : "[" };
        var isFirst = true;
        await foreach (var page in pages.WithCancellation(ct))
        {
            if (page.Problem is { } problem)
            {
                yield return problem;
                yield break;
            }
            string[] rows = [.. page.Value!];
            for (var i = 0; !isCsv && i < rows.Length; i++, isFirst = false)
            {
                if (!isFirst) rows[i] = "," + rows[i];
            }
            yield return rows;
        }
        if (!isCsv) yield return new[] { "]" };
    }

    private static async IAsyncEnumerable<Result<IReadOnlyList<string>>> RowsAsync(
        UseCaseRunner runner, Actor actor, ExportList.Receipt receipt, FilteredList list, ExportFormat format, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var keys in receipt.Keys.Chunk(ReadListExport.MostKeys))
            yield return await runner.SendAsync(actor, new ReadListExport.Query(receipt.ExportId, list, format, keys), ct);
    }
}
