using System.Globalization;
using System.Runtime.CompilerServices;
using Governance.Application.Audit;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Audit;
using Microsoft.AspNetCore.Antiforgery;

namespace Governance.Web.Downloads;

/// <summary>Downloads: plain HTTP beside the circuit, each through its use case, as the person of the request.</summary>
public static class DownloadEndpoints
{
    /// <summary>Maps every download. Needs authentication and antiforgery services.</summary>
    public static void MapDownloads(this WebApplication app)
    {
        app.MapPost("/audit/export", ExportChainAsync).RequireAuthorization();
        app.MapPost("/audit/export-list", ExportListAsync).RequireAuthorization();
        app.MapPost("/lists/export", ExportAnyListAsync).RequireAuthorization();
    }

    private static async Task ExportAnyListAsync(HttpContext http)
    {
        if (!await IsGenuineAsync(http)) return;
        var (runner, actor) = SenderOf(http);
        await ListDownloads.SendAsync(http, runner, actor);
    }

    private static async Task ExportChainAsync(HttpContext http)
    {
        if (!await IsGenuineAsync(http)) return;
        var (runner, actor) = SenderOf(http);
        var started = await runner.SendAsync(actor, new ExportAudit.Command(), http.RequestAborted);
        if (started.Problem is { } refusal)
        {
            await Download.RefuseAsync(http, refusal);
            return;
        }
        var receipt = started.Value!;
        var file = new Download(NameOf("audit-chain", receipt.At, "ndjson"), "application/x-ndjson; charset=utf-8", "\n");
        await file.SendAsync(http, ChainAsync(runner, actor, receipt.ExportId, http.RequestAborted));
    }

    private static async Task ExportListAsync(HttpContext http)
    {
        if (!await IsGenuineAsync(http)) return;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var address = AuditAddress.Of(name => form[name]);
        if (address.Problems.Count > 0)
        {
            await Download.RefuseAsync(http, Problem.Invalid("audit.filter-unreadable", string.Join(' ', address.Problems)));
            return;
        }
        var (runner, actor) = SenderOf(http);
        var started = await runner.SendAsync(actor, new ExportAuditList.Command(address.Filter), http.RequestAborted);
        if (started.Problem is { } refusal)
        {
            await Download.RefuseAsync(http, refusal);
            return;
        }
        var receipt = started.Value!;
        var file = new Download(NameOf("audit-list", receipt.At, "csv"), "text/csv; charset=utf-8", Csv.LineEnd);
        await file.SendAsync(http, ListAsync(runner, actor, receipt.ExportId, address.Filter, http.RequestAborted));
    }

    private static async IAsyncEnumerable<Result<string[]>> ChainAsync(
        UseCaseRunner runner, Actor actor, Guid export, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var at = ReadAuditExport.Position.Start; at is not null;)
        {
            var page = await runner.SendAsync(actor, new ReadAuditExport.Query(export, at), ct);
            yield return page.Problem is { } problem ? problem : page.Value!.Lines.ToArray();
            at = page.Value?.Next;
        }
    }

    private static async IAsyncEnumerable<Result<string[]>> ListAsync(
        UseCaseRunner runner, Actor actor, Guid export, AuditFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        long? below = null;
        do
        {
            var page = await runner.SendAsync(actor, new ReadAuditListExport.Query(export, filter, below), ct);
            yield return page.Problem is { } problem ? problem : page.Value!.Lines.ToArray();
            below = page.Value?.Next;
        }
        while (below is not null);
    }

    private static async Task<bool> IsGenuineAsync(HttpContext http)
    {
        if (await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http)) return true;
        await Download.RefuseAsync(http, Problem.Invalid("request.not-genuine",
            "This download was not asked for from a page of the portal, or the page is too old. Reload the page and try again."));
        return false;
    }

    private static (UseCaseRunner Runner, Actor Actor) SenderOf(HttpContext http) =>
        (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));

    private static string NameOf(string what, DateTimeOffset at, string extension) =>
        $"{what}-{at.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}Z.{extension}";
}
