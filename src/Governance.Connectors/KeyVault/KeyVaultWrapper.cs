using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Governance.Application.Ports;

namespace Governance.Connectors.KeyVault;

/// <summary>Wraps by an RSA key that never leaves the vault: wrapKey and unwrapKey, RSA-OAEP-256. The vault names the version
/// it wrapped by, which unwraps it for as long as that version lives.</summary>
/// <remarks>Source: Azure Key Vault REST API, Wrap Key and Unwrap Key, version 7.4.</remarks>
public sealed class KeyVaultWrapper : IKeyWrapper
{
    private const string Version = "api-version=7.4", Algorithm = "RSA-OAEP-256", Mark = "vault key ";
    private readonly HttpPipeline _pipeline;
    private readonly Uri _key;

    /// <param name="key">Key identifier, as in https://name.vault.azure.net/keys/ring; with a version, that one wraps.</param>
    /// <param name="path">How it is reached.</param>
    /// <exception cref="ArgumentException">Not the identifier of a key.</exception>
    public KeyVaultWrapper(string key, VaultPath path)
    {
        _key = VaultPath.Check(key, "KeyVaultKey");
        if (_key.Segments is not ["/", "keys/", _] and not ["/", "keys/", _, _])
            throw new ArgumentException("KeyVaultKey must be a key identifier: https://name.vault.azure.net/keys/name.");
        _pipeline = HttpPipelineBuilder.Build(
            path.Set(new WrapOptions()), new BearerTokenAuthenticationPolicy(path.Credential, VaultPath.ScopeOf(_key)));
    }

    /// <inheritdoc />
    public WrappedKey Wrap(byte[] key)
    {
        var answer = Send(_key.AbsoluteUri.TrimEnd('/'), "wrapkey", key);
        return new WrappedKey(Mark + answer.Kid, answer.Value);
    }

    /// <inheritdoc />
    public bool Knows(string by) => by.StartsWith($"{Mark}https://{_key.Host}/{_key.Segments[1]}{_key.Segments[2].TrimEnd('/')}/", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public byte[] Unwrap(WrappedKey key) => Send(key.By[Mark.Length..], "unwrapkey", key.Bytes).Value;

    private (string Kid, byte[] Value) Send(string key, string act, byte[] value)
    {
        try
        {
            using var message = _pipeline.CreateMessage();
            message.Request.Method = RequestMethod.Post;
            message.Request.Uri.Reset(new Uri($"{key}/{act}?{Version}"));
            message.Request.Headers.Add(HttpHeader.Common.JsonContentType);
            message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(
                new JsonObject { ["alg"] = Algorithm, ["value"] = Base64Url.EncodeToString(value) }));
            _pipeline.Send(message, CancellationToken.None);
            var response = message.Response;
            if (response.Status != 200) throw new CryptographicException($"The vault does not {act} with {key}: it answered {response.Status}.");
            using var answer = JsonDocument.Parse(response.Content);
            return (answer.RootElement.GetProperty("kid").GetString()!,
                Base64Url.DecodeFromChars(answer.RootElement.GetProperty("value").GetString()));
        }
        catch (Exception fault) when (VaultFault.Of(fault) is { } said)
        {
            throw new CryptographicException(said);
        }
    }

    private sealed class WrapOptions : ClientOptions;
}
