using System.Security.Claims;
using System.Text;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.Web.Auth;
using Governance.Web.Components.Pages.Policies;

namespace Governance.Web.Uploads;

/// <summary>A policy file for the page of policies: kept with the person's session until the page shows it, with what it would
/// change. Nothing is proposed here.</summary>
internal static class PolicyUpload
{
    /// <summary>Where the form of /policies/list posts to.</summary>
    public const string Path = "/policies/list/file";

    private const string Page = "/policies/list";

    private const int BodyMaxBytes = PolicyDocument.MaxBytes + 16 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Problem TooLarge = Problem.Invalid("policy.upload-too-large",
        $"The file is larger than {PolicyDocument.MaxBytes / 1024} KB. Nothing was proposed.");

    private static readonly Problem TooLargeHere = Problem.Invalid("policy.upload-too-large-here",
        "The file is too large to be shown on the page. Nothing was proposed. Use the command line: policy check, then policy import.");

    public static async Task RunAsync(HttpContext http)
    {
        var (runner, actor) = (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
        var problem = await Upload.DeniedAsync(http, runner, actor, Permission.EditPolicy) is { } denied ? denied
            : http.Request.ContentLength > BodyMaxBytes ? TooLarge
            : await KeepAsync(http);
        if (problem is { } refusal)
        {
            await Upload.RefuseAsync(http, refusal, "The policy file was not opened", PlainPage.Link(Page, "Go back to the policies"));
            return;
        }
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Page;
    }

    private static async Task<Problem?> KeepAsync(HttpContext http)
    {
        var (form, unread) = await Upload.FormAsync(http, BodyMaxBytes, TooLarge);
        if (form is null) return unread!;
        if (form.Files["policy"] is not { Length: > 0 } file) return Problem.Invalid("policy.no-file", "Choose the policy file. Nothing was proposed.");
        if (file.Length > PolicyDocument.MaxBytes) return TooLarge;
        string text;
        try
        {
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, http.RequestAborted);
            text = Strict.GetString(bytes.ToArray()).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("policy.not-text", "The file is no text in UTF-8. Nothing was proposed.");
        }
        var draft = PolicyDraft.Of(text, null, isUploaded: true);
        if (draft.Packed!.Length > PolicyDraft.PackedMaxLength || http.User.FindFirstValue(PrincipalActor.Session) is not { } session) return TooLargeHere;
        await http.RequestServices.GetRequiredService<SessionDrafts>().KeepAsync(session, Page, draft, http.RequestAborted);
        return null;
    }
}
