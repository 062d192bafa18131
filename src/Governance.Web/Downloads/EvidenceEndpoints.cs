using System.Globalization;
using System.IO.Compression;
using System.Text;
using Governance.Application.Access;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Antiforgery;

namespace Governance.Web.Downloads;

/// <summary>The evidence bundle of an incident as a ZIP: plain HTTP beside the circuit, through its use cases, as the person of
/// the request. Preserved files stream through piece by piece.</summary>
public static class EvidenceEndpoints
{
    /// <summary>Answers with the bundle of the incident in form field incident.</summary>
    public const string Path = "/incidents/evidence";

    // A plain file, readable by all, for whoever unpacks it on Unix.
    private const int FileMode = 0x81A4 << 16;

    private static readonly Problem NotGenuine = Problem.Invalid("request.not-genuine",
        "This download was not asked for from a page of the portal, or the page is too old. Reload the page and try again.");

    /// <summary>Maps it. Needs authentication and antiforgery services.</summary>
    public static void MapEvidence(this WebApplication app) => app.MapPost(Path, (Delegate)SendAsync).RequireAuthorization();

    private static async Task SendAsync(HttpContext http)
    {
        var ct = http.RequestAborted;
        if (!await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            await RefuseAsync(http, NotGenuine, null);
            return;
        }
        if (!Guid.TryParseExact((await http.Request.ReadFormAsync(ct))["incident"], "D", out var id))
        {
            await RefuseAsync(http, IncidentProblems.NotFound, null);
            return;
        }
        var (runner, actor) = (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
        var begun = await runner.SendAsync(actor, new ExportEvidence.Command(new IncidentId(id)), ct);
        var bundle = begun.Problem is { } refusal ? refusal : await runner.SendAsync(actor, new ReadEvidenceBundle.Query(begun.Value!.ExportId), ct);
        if (bundle.Problem is { } problem)
        {
            await RefuseAsync(http, problem, id);
            return;
        }
        var receipt = begun.Value!;
        var moment = receipt.At.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        new Download($"evidence-{receipt.Incident.ToLowerInvariant()}-{moment}Z.zip", "application/zip", "").Begin(http);
        try
        {
            await WriteAsync(http, bundle.Value!.Members, receipt, (file, place) =>
                runner.SendAsync(actor, new ReadEvidenceFile.Query(receipt.ExportId, file, place), ct), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The person stopped the download.
        }
    }

    // The archive is closed only when it is whole: half of one never looks like all of it.
    private static async Task WriteAsync(
        HttpContext http, IReadOnlyList<ReadEvidenceBundle.Member> members, ExportEvidence.Receipt receipt,
        Func<EvidenceFileId, int, Task<Result<ReadEvidenceFile.Piece>>> read, CancellationToken ct)
    {
#pragma warning disable CA2000 // Disposing writes the end of the archive.
        var body = new HeldWrites(http.Response.Body);
        var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct);
#pragma warning restore CA2000
        foreach (var member in members)
        {
            var entry = zip.CreateEntry(member.Path, CompressionLevel.Fastest);
            entry.LastWriteTime = receipt.At;
            entry.ExternalAttributes = FileMode;
            await using var stream = await entry.OpenAsync(ct);
            if (member.Content is { } content) await stream.WriteAsync(content, ct);
            for (var place = 0; place < member.Pieces; place++)
            {
                var piece = await read(member.File!.Value, place);
                if (piece.Value is not { } bytes)
                {
                    http.Abort();
                    return;
                }
                await stream.WriteAsync(bytes.Bytes, ct);
            }
        }
        await zip.DisposeAsync();
        await body.FlushAsync(ct);
    }

    private static Task RefuseAsync(HttpContext http, Problem problem, Guid? incident)
    {
        var page = incident is { } id ? $"/incidents/{id:D}" : "/incidents";
        return PlainPage.WriteAsync(http, Download.StatusOf(problem), "The evidence was not downloaded", problem.Message,
            problem.Code == AccessProblems.StepUpRequired.Code
                ? PlainPage.Link(StepUp.AddressOf(page), "Sign in again")
                : PlainPage.Link(page, incident is null ? "Go to the incidents" : "Back to the incident"));
    }
}
