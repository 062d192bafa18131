using System.Text.Json;
using System.Text.Json.Serialization;

namespace Governance.OrgSimulator;

/// <summary>The line that tells a caller where everything is. Every value in it is false outside this process.</summary>
public sealed record ReadyLine(string Oidc, ReadySignIn SignIn, ReadyHeroku? Heroku, IReadOnlyList<ReadyOrg> Orgs, string JwtKeyFile)
{
    public override string ToString() => "READY " + JsonSerializer.Serialize(this, ReadyJson.Default.ReadyLine);
}

public sealed record ReadySignIn(string ClientId, string ClientSecret, IReadOnlyList<ReadyUser> Users);

public sealed record ReadyUser(string Name, IReadOnlyList<string> Groups);

public sealed record ReadyHeroku(
    string Url, string ApiKey, string? App, string? AddonId, string? AppUuid, string? ApplinkUrl, string? ApplinkToken, string? Authorization);

public sealed record ReadyOrg(string Name, string LoginUrl, string ClientId, string ClientSecret, string Username);

[JsonSerializable(typeof(ReadyLine))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class ReadyJson : JsonSerializerContext;
