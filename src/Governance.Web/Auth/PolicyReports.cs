using System.Text;
using Governance.Domain;

namespace Governance.Web.Auth;

/// <summary>Takes browsers' reports of what the policy blocked. They end in the log, as text.</summary>
internal static class PolicyReports
{
    private const int MaxBytes = 8 * 1024;

    public static async Task TakeAsync(HttpContext context)
    {
        var body = new byte[MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        // Anybody can send one: no line of it may look like a line of ours.
        var text = string.Concat(Text.Bounded(Encoding.UTF8.GetString(body, 0, length), MaxBytes).Select(c => char.IsControl(c) ? ' ' : c));
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PolicyReports))
            .LogWarning("A browser blocked something: {Report}", text);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
