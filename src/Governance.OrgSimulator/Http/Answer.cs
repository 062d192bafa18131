using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Governance.OrgSimulator.Http;

/// <summary>Writes answers in the shapes of the services that are played.</summary>
public static class Answer
{
    /// <summary>The services escape no more than JSON demands: +0000 arrives as +0000.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static Task JsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions)) write(json);
        return BytesAsync(context, status, "application/json;charset=UTF-8", buffer.WrittenMemory);
    }

    /// <summary>Salesforce, REST errors (reference §7.6): an array of message and errorCode.</summary>
    public static Task OrgErrorAsync(HttpContext context, int status, string code, string message) => JsonAsync(context, status, json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("message", message);
        json.WriteString("errorCode", code);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    /// <summary>Salesforce, OAuth errors (reference §7.1): an object of error and error_description.</summary>
    public static Task OauthErrorAsync(HttpContext context, string error, string description, int status = 400) => JsonAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("error", error);
        json.WriteString("error_description", description);
        json.WriteEndObject();
    });

    /// <summary>Heroku, Platform API errors (reference §6.1) and AppLink's management errors (§1.6).</summary>
    public static Task HerokuErrorAsync(HttpContext context, int status, string id, string message) => JsonAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("message", message);
        json.WriteEndObject();
    });

    public static Task TextAsync(HttpContext context, int status, string contentType, string text) =>
        BytesAsync(context, status, contentType, Encoding.UTF8.GetBytes(text));

    public static Task EmptyAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (status != StatusCodes.Status204NoContent) context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    public static async Task BytesAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
