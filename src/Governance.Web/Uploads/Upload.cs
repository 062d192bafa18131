using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Auth;
using Governance.Web.Downloads;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Governance.Web.Uploads;

/// <summary>What all uploads have in common.</summary>
internal static class Upload
{
    /// <summary>Null when the person may: asked before a large file is read for nothing; the use case asks again.</summary>
    public static async Task<Problem?> DeniedAsync(HttpContext http, UseCaseRunner runner, Actor actor, Permission permission)
    {
        var self = await runner.SendAsync(actor, new WhoAmI.Query(), http.RequestAborted);
        return self.Value?.Permissions.Contains(permission) == true ? null : self.Problem ?? AccessProblems.Denied(permission);
    }

    /// <summary>The form, when it was sent from a page of ours; a large file lies in a temporary one until the request ends.</summary>
    /// <param name="http">The request.</param>
    /// <param name="maxBytes">Of the whole body.</param>
    /// <param name="tooLarge">What is said beyond that.</param>
    public static async Task<(IFormCollection? Form, Problem? Problem)> FormAsync(HttpContext http, long maxBytes, Problem tooLarge)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = maxBytes;
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = maxBytes, ValueLengthLimit = 16 * 1024, ValueCountLimit = 16 }));
        try
        {
            if (!await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            {
                return (null, Problem.Invalid("request.not-genuine",
                    "This was not sent from a page of the portal, or the page is too old. Nothing was stored. Reload the page and try again."));
            }
            return (await http.Request.ReadFormAsync(http.RequestAborted), null);
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException or AntiforgeryValidationException)
        {
            return (null, tooLarge);
        }
    }

    /// <summary>Says why not, on a page of its own.</summary>
    public static Task RefuseAsync(HttpContext http, Problem problem, string title, params string[] actions)
    {
        // What a validator says stands with its field.
        var says = problem.Fields is { Count: > 0 } fields ? string.Join(' ', fields.Select(f => f.Value)) : problem.Message;
        return PlainPage.WriteAsync(http, Download.StatusOf(problem), title, says, actions);
    }
}
