using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.OrgSimulator.Oidc;

/// <summary>The calls with which a test makes the provider misbehave.</summary>
internal sealed class OidcControl(OidcProvider provider)
{
    public async Task AttackAsync(HttpContext context)
    {
        if (Parse(TextOf(await ReadAsync(context), "attack")) is not { } attack)
        {
            await RefuseAsync(context, $"attack must be one of {string.Join(", ", Enum.GetValues<OidcAttack>().Select(NameOf))}.");
            return;
        }
        provider.Attack = attack;
        await OidcAnswer.JsonAsync(context, 200, new JsonObject { ["attack"] = NameOf(attack) });
    }

    public Task RotateAsync(HttpContext context)
    {
        provider.Keys.Rotate();
        return OidcAnswer.JsonAsync(context, 200, new JsonObject { ["kid"] = provider.Keys.CurrentId });
    }

    public async Task SetGroupsAsync(HttpContext context)
    {
        if (provider.Find(context.Request.RouteValues["name"] as string) is not { } person)
        {
            await OidcAnswer.JsonAsync(context, 404, new JsonObject { ["message"] = "There is no such person." });
            return;
        }
        if ((await ReadAsync(context))?["groups"] is not JsonArray groups || groups.Any(g => g?.GetValueKind() != JsonValueKind.String))
        {
            await RefuseAsync(context, "groups must be a list of texts.");
            return;
        }
        provider.SetGroups(person, [.. groups.Select(g => g!.GetValue<string>())]);
        await OidcAnswer.JsonAsync(context, 200, new JsonObject { ["name"] = person.Name, ["groups"] = groups.DeepClone() });
    }

    private static OidcAttack? Parse(string? name) =>
        Enum.GetValues<OidcAttack>().Where(a => NameOf(a) == name).Select(a => (OidcAttack?)a).FirstOrDefault();

    /// <summary>As in wrong-nonce.</summary>
    private static string NameOf(OidcAttack attack) => JsonNamingPolicy.KebabCaseLower.ConvertName(attack.ToString());

    internal static string? TextOf(JsonObject? body, string name) =>
        body?[name] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;

    internal static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, string message) =>
        OidcAnswer.JsonAsync(context, 400, new JsonObject { ["message"] = message });
}
