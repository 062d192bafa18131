using System.Security.Cryptography;

namespace Governance.OrgSimulator.Http;

/// <summary>Lets the control API play a client at another address; only this process knows the key.</summary>
public sealed class PlayedCaller
{
    public const string Header = "X-Played-Caller";
    private readonly string _key = RandomNumberGenerator.GetHexString(32);

    public string HeaderFor(string ip) => $"{_key} {ip}";

    public string SourceOf(HttpContext context) =>
        context.Request.Headers.TryGetValue(Header, out var value) && value.ToString() is { } text && text.StartsWith(_key + " ", StringComparison.Ordinal)
            ? text[(_key.Length + 1)..]
            : context.Connection.RemoteIpAddress?.MapToIPv4().ToString() ?? "127.0.0.1";
}
