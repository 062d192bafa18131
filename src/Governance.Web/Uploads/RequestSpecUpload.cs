using System.Text;
using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Governance.Web.Auth;
using Governance.Web.Downloads;

namespace Governance.Web.Uploads;

/// <summary>The specification of a request that is being written, in; and that of a request, out, to the byte.</summary>
internal static class RequestSpecUpload
{
    /// <summary>Where spec.js posts to: the file as form field spec.</summary>
    public const string Path = "/requests/spec";

    // The form around the file: boundaries, field names, the antiforgery token.
    private const int BodyMaxBytes = RequestSpec.MaxBytes + 16 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What the page gets to see.</summary>
    /// <param name="Hash">SHA-256 of the text: the answer in the form; null when it was refused.</param>
    /// <param name="Says">What it is, in words; may hold the author's text.</param>
    /// <param name="Problem">Why it was refused.</param>
    public sealed record Answer(string? Hash, string? Says, string? Problem);

    public static async Task<IResult> TakeAsync(HttpContext http)
    {
        var (runner, actor) = (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
        var kept = await Upload.DeniedAsync(http, runner, actor, Permission.FileRequest) is { } denied ? denied
            : http.Request.ContentLength > BodyMaxBytes ? RequestProblems.SpecTooLarge
            : await KeepAsync(http, runner, actor);
        return kept.Problem is { } refusal
            // What a validator says stands with its field.
            ? Results.Json(new Answer(null, null, refusal.Fields is { Count: > 0 } fields ? string.Join(' ', fields.Values) : refusal.Message), statusCode: Download.StatusOf(refusal))
            : Results.Json(new Answer(kept.Value!.Hash, kept.Value.Says, null));
    }

    private static async Task<Result<KeepRequestSpec.Receipt>> KeepAsync(HttpContext http, UseCaseRunner runner, Actor actor)
    {
        var read = await ReadAsync(http);
        return read.Problem is { } unread ? unread : await runner.SendAsync(actor, new KeepRequestSpec.Command(read.Value!), http.RequestAborted);
    }

    /// <summary>A file that a browser saves and never renders.</summary>
    public static async Task SendAsync(HttpContext http, Guid id)
    {
        var (runner, actor) = (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
        var found = await runner.SendAsync(actor, new GetRequestSpec.Query(new RequestId(id)), http.RequestAborted);
        if (found.Problem is { } refusal)
        {
            await Download.RefuseAsync(http, refusal);
            return;
        }
        new Download(found.Value!.FileName, "application/octet-stream", "").Begin(http);
        await http.Response.Body.WriteAsync(Strict.GetBytes(found.Value.Text), http.RequestAborted);
    }

    private static async Task<Result<string>> ReadAsync(HttpContext http)
    {
        var (form, refusal) = await Upload.FormAsync(http, BodyMaxBytes, RequestProblems.SpecTooLarge);
        if (form is null) return refusal!;
        if (form.Files["spec"] is not { Length: > 0 } file) return Problem.Invalid("request.no-file", "Choose the file with the specification. Nothing was stored.");
        if (file.Length > RequestSpec.MaxBytes) return RequestProblems.SpecTooLarge;
        try
        {
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, http.RequestAborted);
            return Strict.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("request.spec-not-text", "The file is no text in UTF-8. Nothing was stored.");
        }
    }
}
