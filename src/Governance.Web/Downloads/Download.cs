using System.Globalization;
using System.Text;
using Governance.Domain;
using Microsoft.Net.Http.Headers;

namespace Governance.Web.Downloads;

/// <summary>One file that a browser saves and never renders: attachment, exact type, no sniffing, no rights.</summary>
/// <param name="Name">Made by the server; ASCII without quotes.</param>
/// <param name="ContentType">With charset.</param>
/// <param name="LineEnd">After every line.</param>
internal sealed record Download(string Name, string ContentType, string LineEnd)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Streams page after page. A refusal before the first byte is answered as such; a later one breaks the
    /// connection off, so that half a file never looks whole.</summary>
    public async Task SendAsync(HttpContext http, IAsyncEnumerable<Result<string[]>> pages)
    {
        var ct = http.RequestAborted;
        StreamWriter? writer = null;
        try
        {
            await foreach (var page in pages.WithCancellation(ct))
            {
                if (page.Problem is { } refusal)
                {
                    if (writer is null) await RefuseAsync(http, refusal);
                    else http.Abort();
                    return;
                }
                writer ??= Open(http);
                foreach (var line in page.Value!)
                {
                    await writer.WriteAsync(line.AsMemory(), ct);
                    await writer.WriteAsync(LineEnd.AsMemory(), ct);
                }
                await writer.FlushAsync(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The person stopped the download.
        }
        finally
        {
            if (writer is not null && !ct.IsCancellationRequested) await writer.DisposeAsync();
        }
    }

    /// <summary>Answers a refusal as plain text with its status.</summary>
    public static async Task RefuseAsync(HttpContext http, Problem problem)
    {
        http.Response.StatusCode = StatusOf(problem);
        if (problem.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        Protect(http, "text/plain; charset=utf-8");
        await http.Response.WriteAsync(problem.Message, http.RequestAborted);
    }

    /// <summary>The status a refusal is answered with.</summary>
    public static int StatusOf(Problem problem) => problem.Kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.TooOften => StatusCodes.Status429TooManyRequests,
        ProblemKind.RemoteRefused or ProblemKind.RemoteUnavailable => StatusCodes.Status502BadGateway,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Writes the headers; the body follows.</summary>
    public void Begin(HttpContext http)
    {
        Protect(http, ContentType);
        var disposition = new ContentDispositionHeaderValue("attachment") { FileName = Name, FileNameStar = Name };
        http.Response.Headers.ContentDisposition = disposition.ToString();
    }

    private StreamWriter Open(HttpContext http)
    {
        Begin(http);
        return new StreamWriter(http.Response.Body, Utf8, bufferSize: 64 * 1024, leaveOpen: true);
    }

    // A middleware that gives pages their policy must leave what it finds here.
    private static void Protect(HttpContext http, string contentType)
    {
        var headers = http.Response.Headers;
        http.Response.ContentType = contentType;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
