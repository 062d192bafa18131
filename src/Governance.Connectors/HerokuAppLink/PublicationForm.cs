using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Application.Ports;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>The form that publishes an API: a ZIP with the specification alone, made in memory, and what is to be made of it.</summary>
/// <remarks>Source: Heroku AppLink plugin, salesforce:publish. It puts quotes around names, and sends no encoded file name beside the plain one.</remarks>
internal static class PublicationForm
{
    /// <summary>The body, and its content type with the boundary.</summary>
    public static (byte[] Body, string Type) Of(PublicationWish wish)
    {
        var boundary = $"----governance{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        using var body = new MemoryStream();
        Part("metadata", "application/zip", Zip(wish));
        Part("app_request", "application/json", JsonSerializer.SerializeToUtf8Bytes(new AppRequest(wish.ClientName, wish.ClientApp, wish.PermissionSet)));
        body.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        return (body.ToArray(), new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } }.ToString());

        void Part(string name, string type, byte[] content)
        {
            body.Write(Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"blob\"\r\nContent-Type: {type}\r\n\r\n"));
            body.Write(content);
            body.Write("\r\n"u8);
        }
    }

    private static byte[] Zip(PublicationWish wish)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var file = archive.CreateEntry(wish.IsJson ? "api-spec.json" : "api-spec.yaml").Open();
            file.Write(Encoding.UTF8.GetBytes(wish.Spec));
        }
        return bytes.ToArray();
    }

    private sealed record AppRequest(
        [property: JsonPropertyName("client_name")] string ClientName,
        [property: JsonPropertyName("authorization_external_client_app_name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ClientApp,
        [property: JsonPropertyName("authorization_permission_set_name"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PermissionSet);
}
