using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Oidc;

/// <summary>RSA keys in memory: the newest signs, the one before it stays published so that its tokens still verify.</summary>
public sealed class SigningKeys : IDisposable
{
    private const int KeyBits = 2048;
    private readonly Lock _gate = new();
    private readonly List<(string Id, RSA Key)> _keys = [];

    public SigningKeys() => Rotate();

    public string CurrentId
    {
        get
        {
            lock (_gate) return _keys[^1].Id;
        }
    }

    /// <summary>Signs with a new key from now on.</summary>
    public void Rotate()
    {
        var key = (RandomNumberGenerator.GetHexString(16, lowercase: true), RSA.Create(KeyBits));
        lock (_gate)
        {
            _keys.Add(key);
            if (_keys.Count <= 2) return;
            _keys[0].Key.Dispose();
            _keys.RemoveAt(0);
        }
    }

    /// <summary>The JSON Web Key Set (RFC 7517).</summary>
    public JsonObject PublicSet()
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["keys"] = new JsonArray([.. _keys.Select(k =>
                {
                    var rsa = k.Key.ExportParameters(includePrivateParameters: false);
                    return (JsonNode)new JsonObject
                    {
                        ["kty"] = "RSA",
                        ["use"] = "sig",
                        ["alg"] = "RS256",
                        ["kid"] = k.Id,
                        ["n"] = Base64Url.EncodeToString(rsa.Modulus),
                        ["e"] = Base64Url.EncodeToString(rsa.Exponent),
                    };
                })]),
            };
        }
    }

    /// <summary>A compact JWT (RFC 7515), signed RS256 unless told to leave the signature out.</summary>
    public string Sign(JsonObject payload, string type = "JWT", bool withoutSignature = false)
    {
        lock (_gate)
        {
            var (id, key) = _keys[^1];
            var header = withoutSignature
                ? new JsonObject { ["alg"] = "none", ["typ"] = type }
                : new JsonObject { ["alg"] = "RS256", ["typ"] = type, ["kid"] = id };
            var content = $"{Encode(header)}.{Encode(payload)}";
            if (withoutSignature) return content + ".";
            var signature = key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return $"{content}.{Base64Url.EncodeToString(signature)}";
        }
    }

    /// <summary>True for a token that one of the published keys signed, expired or not.</summary>
    public bool Verifies(string? token)
    {
        if (token?.LastIndexOf('.') is not (> 0 and var dot)) return false;
        var signature = new byte[token.Length];
        if (!Base64Url.TryDecodeFromChars(token.AsSpan(dot + 1), signature, out var length)) return false;
        var content = Encoding.ASCII.GetBytes(token[..dot]);
        lock (_gate)
        {
            return _keys.Exists(k => k.Key.VerifyData(content, signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (_, key) in _keys) key.Dispose();
            _keys.Clear();
        }
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(part));
}
