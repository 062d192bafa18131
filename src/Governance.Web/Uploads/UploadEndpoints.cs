using System.Text;
using Governance.Application.Access;
using Governance.Application.Catalog;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Governance.Web.Uploads;

/// <summary>Uploads: plain HTTP beside the circuit, each through its use case, as the person of the request.</summary>
public static class UploadEndpoints
{
    // The form around the file: boundaries, field names, reason, the antiforgery token.
    private const int BodyMaxBytes = SpecVersion.TextMaxLength + 32 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Maps every upload. Needs authentication and antiforgery services.</summary>
    public static void MapUploads(this WebApplication app) =>
        app.MapPost("/catalog/{id:guid}/spec", (Delegate)DeclareSpecAsync).RequireAuthorization();

    private static async Task DeclareSpecAsync(HttpContext http, Guid id)
    {
        var (runner, actor) = (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
        // Asked before five megabytes are read for nothing; the use case asks again.
        var self = await runner.SendAsync(actor, new WhoAmI.Query(), http.RequestAborted);
        if (self.Value?.Permissions.Contains(Permission.EditIntegration) != true)
        {
            await RefuseAsync(http, id, self.Problem ?? AccessProblems.Denied(Permission.EditIntegration));
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
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = BodyMaxBytes;
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = BodyMaxBytes, ValueLengthLimit = 16 * 1024, ValueCountLimit = 8 }));
        try
        {
            if (!await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            {
                return Problem.Invalid("request.not-genuine",
                    "This was not sent from a page of the portal, or the page is too old. Nothing was stored. Reload the page and try again.");
            }
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            if (form.Files["spec"] is not { Length: > 0 } file) return Problem.Invalid("catalog.no-file", "Choose the file with the spec. Nothing was stored.");
            if (file.Length > SpecVersion.TextMaxLength) return CatalogProblems.TooLarge(file.Length);
            using var reader = new StreamReader(file.OpenReadStream(), Strict, detectEncodingFromByteOrderMarks: true);
            return (await reader.ReadToEndAsync(http.RequestAborted), form["reason"].ToString());
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("catalog.not-text", "The file is no text in UTF-8. Nothing was stored.");
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException or AntiforgeryValidationException)
        {
            return CatalogProblems.TooLarge(null);
        }
    }

    private static Task RefuseAsync(HttpContext http, Guid id, Problem problem)
    {
        var status = problem.Kind switch
        {
            ProblemKind.Invalid => StatusCodes.Status400BadRequest,
            ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
            ProblemKind.NotFound => StatusCodes.Status404NotFound,
            ProblemKind.Conflict => StatusCodes.Status409Conflict,
            ProblemKind.TooOften => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        // What a validator says stands with its field.
        var says = problem.Fields is { Count: > 0 } fields ? string.Join(' ', fields.Select(f => f.Value)) : problem.Message;
        return PlainPage.WriteAsync(http, status, "The spec was not declared", says, PlainPage.Link($"/catalog/{id:D}", "Go back to the API"));
    }
}
