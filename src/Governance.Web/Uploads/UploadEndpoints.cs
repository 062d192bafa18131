using System.Text;
using Governance.Application.Catalog;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Web.Auth;

namespace Governance.Web.Uploads;

/// <summary>Uploads: plain HTTP beside the circuit, each through its use case, as the person of the request.</summary>
public static class UploadEndpoints
{
    // The form around the file: boundaries, field names, reason, the antiforgery token.
    private const int BodyMaxBytes = SpecVersion.TextMaxLength + 32 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Maps every upload, and what of requests was uploaded. Needs authentication and antiforgery services.</summary>
    public static void MapUploads(this WebApplication app)
    {
        app.MapPost("/catalog/{id:guid}/spec", (Delegate)DeclareSpecAsync).RequireAuthorization();
        app.MapPost(PolicyUpload.Path, (Delegate)PolicyUpload.RunAsync).RequireAuthorization();
        app.MapPost(RequestSpecUpload.Path, (Delegate)RequestSpecUpload.TakeAsync).RequireAuthorization();
        app.MapGet("/requests/{id:guid}/spec", (Delegate)RequestSpecUpload.SendAsync).RequireAuthorization();
        app.MapPost(SnapshotUpload.Path, (Delegate)SnapshotUpload.RunAsync).RequireAuthorization();
    }

    private static async Task DeclareSpecAsync(HttpContext http, Guid id)
    {
        var (runner, actor) = (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
        if (await Upload.DeniedAsync(http, runner, actor, Permission.EditIntegration) is { } denied)
        {
            await RefuseAsync(http, id, denied);
            return;
        }
        if (http.Request.ContentLength > BodyMaxBytes)
        {
            await RefuseAsync(http, id, CatalogProblems.TooLarge(http.Request.ContentLength));
            return;
        }
        var read = await ReadAsync(http);
        if (read.Problem is { } unread)
        {
            await RefuseAsync(http, id, unread);
            return;
        }
        var (text, reason) = read.Value;
        var declared = await runner.SendAsync(actor, new DeclareSpec.Command(new CatalogEntryId(id), text, reason), http.RequestAborted);
        if (declared.Problem is { } refusal)
        {
            await RefuseAsync(http, id, refusal);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = $"/catalog/{id:D}";
    }

    private static async Task<Result<(string Text, string Reason)>> ReadAsync(HttpContext http)
    {
        var (form, refusal) = await Upload.FormAsync(http, BodyMaxBytes, CatalogProblems.TooLarge(null));
        if (form is null) return refusal!;
        if (form.Files["spec"] is not { Length: > 0 } file) return Problem.Invalid("catalog.no-file", "Choose the file with the spec. Nothing was stored.");
        if (file.Length > SpecVersion.TextMaxLength) return CatalogProblems.TooLarge(file.Length);
        try
        {
            using var reader = new StreamReader(file.OpenReadStream(), Strict, detectEncodingFromByteOrderMarks: true);
            return (await reader.ReadToEndAsync(http.RequestAborted), form["reason"].ToString());
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("catalog.not-text", "The file is no text in UTF-8. Nothing was stored.");
        }
    }

    private static Task RefuseAsync(HttpContext http, Guid id, Problem problem) =>
        Upload.RefuseAsync(http, problem, "The spec was not declared", PlainPage.Link($"/catalog/{id:D}", "Go back to the API"));
}
