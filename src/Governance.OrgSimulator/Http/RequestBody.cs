using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Governance.OrgSimulator.Http;

/// <summary>Reads request bodies whether or not they say how long they are.</summary>
public static class RequestBody
{
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>So much is read and thrown away before the answer 413, because a caller who is cut off sees no answer.</summary>
    public const int MostBytesSwallowed = 64 * 1024 * 1024;

    /// <summary>Refuses a body that says it is too large, also where nobody would read it.</summary>
    /// <exception cref="BadHttpRequestException">413 for a body over the limit.</exception>
    public static Task RefuseLargeAsync(HttpContext context) => context.Request.ContentLength > MaxBytes ? ReadAsync(context) : Task.CompletedTask;

    /// <exception cref="BadHttpRequestException">413 for a body over the limit.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var body = new ArrayBufferWriter<byte>(256);
        long seen = 0;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            seen += read.Buffer.Length;
            if (seen <= MaxBytes)
                foreach (var part in read.Buffer)
                    body.Write(part.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (seen > MostBytesSwallowed || (read.IsCompleted && seen > MaxBytes))
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            if (read.IsCompleted) return body.WrittenSpan.ToArray();
        }
    }

    /// <summary>Query and form together; the form wins. A body of another type is read and left aside.</summary>
    public static async Task<Func<string, string?>> ReadFormAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        var isForm = context.Request.ContentType is not { } type || type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
        Dictionary<string, StringValues>? form = isForm && body.Length > 0 ? QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)) : null;
        return name =>
            form is not null && form.TryGetValue(name, out var value) && !StringValues.IsNullOrEmpty(value) ? value[0]
            : context.Request.Query.TryGetValue(name, out var inQuery) && !StringValues.IsNullOrEmpty(inQuery) ? inQuery[0]
            : null;
    }

    /// <summary>The body as JSON; null when it is no JSON.</summary>
    public static async Task<JsonDocument?> ReadJsonAsync(HttpContext context)
    {
        var body = await ReadAsync(context);
        try
        {
            return JsonDocument.Parse(body.Length == 0 ? "{}"u8.ToArray() : body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
