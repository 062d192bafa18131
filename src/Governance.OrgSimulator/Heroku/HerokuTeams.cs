using System.Text.Json;
using Governance.OrgSimulator.Scenarios;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API: teams, their members and allow-lists, collaborators of apps (AppLink reference §6.2). Shapes beyond the fields named there are recalled, not documented.</summary>
public sealed class HerokuTeams(HerokuAccount account, HerokuApps apps)
{
    private static readonly string[] Rights = ["view", "deploy", "operate", "manage"];

    public Task? HandleAsync(HerokuCall call, string[] parts) => (call.Method, parts) switch
    {
        ("GET", ["teams"]) => HerokuList.WriteAsync(call.Context, account.Teams, IdOf, WriteTeam),
        ("GET", ["teams", "permissions"]) => call.WriteAsync(200, json => WriteRights(json, areAll: true)),
        ("GET", ["teams", "apps", var name, "collaborators"]) when account.App(name) is { Plan.Team: not null } app => CollaboratorsAsync(call, app),
        ("GET", ["apps", var name, "collaborators"]) when account.App(name) is { } app => CollaboratorsAsync(call, app),
        (_, ["teams", var key, .. var rest]) when account.Teams.FirstOrDefault(team => team.Name == key || IdOf(team) == key) is { } team => TeamAsync(call, team, rest),
        _ => null,
    };

    private Task? TeamAsync(HerokuCall call, ScenarioTeam team, string[] rest) => (call.Method, rest) switch
    {
        ("GET", []) => call.WriteAsync(200, json => WriteTeam(json, team)),
        ("GET", ["apps"]) => apps.ListAsync(call, app => app.Plan.Team == team.Name),
        ("GET", ["addons"]) => apps.AddonsAsync(call, account.Addons.FindAll(addon => addon.Owner.Plan.Team == team.Name)),
        ("GET", ["members"]) => HerokuList.WriteAsync(call.Context, team.Members ?? [], member => account.Uuid("person:" + member.Email), WriteMember),
        ("GET", ["permissions"]) => call.WriteAsync(200, json => WriteRights(json, areAll: true)),
        ("GET", ["allowed-addon-services"]) => call.WriteAsync(200, json => WriteAllowed(json, team)),
        ("POST", ["allowed-addon-services"]) => AllowAsync(call, team),
        ("DELETE", ["allowed-addon-services", var id]) => DisallowAsync(call, team, id),
        _ => null,
    };

    private Task AllowAsync(HerokuCall call, ScenarioTeam team)
    {
        if (call.Text("addon_service") is not { Length: > 0 } service) return call.InvalidAsync("addon_service is required.");
        if (!account.AllowedServices.Contains((team.Name, service))) account.AllowedServices.Add((team.Name, service));
        account.OnChange?.Invoke();
        return call.WriteAsync(201, json => WriteAllowed(json, team));
    }

    private Task? DisallowAsync(HerokuCall call, ScenarioTeam team, string id)
    {
        var at = account.AllowedServices.FindIndex(allowed => allowed.Team == team.Name && (allowed.Service == id || AllowedId(allowed) == id));
        if (at < 0) return null;
        var gone = account.AllowedServices[at];
        account.AllowedServices.RemoveAt(at);
        account.OnChange?.Invoke();
        return call.WriteAsync(200, json => WriteAllowed(json, gone));
    }

    private Task CollaboratorsAsync(HerokuCall call, HerokuApp app)
    {
        (string Email, string? Role)[] people = [(account.Email, "owner"), .. app.Plan.Collaborators.Select(email => (email, (string?)null))];
        return HerokuList.WriteAsync(call.Context, people, person => account.Uuid($"collaborator:{app.Name}:{person.Email}"), (json, person) =>
        {
            json.WriteStartObject();
            json.WriteString("id", account.Uuid($"collaborator:{app.Name}:{person.Email}"));
            json.WriteStartObject("app");
            json.WriteString("id", app.Id);
            json.WriteString("name", app.Name);
            json.WriteEndObject();
            json.WritePropertyName("permissions");
            WriteRights(json, areAll: person.Role == "owner");
            json.WriteString("role", person.Role ?? (app.Plan.Team is null ? null : "collaborator"));
            WriteUser(json, person.Email, isFederated: false);
            json.WriteEndObject();
        });
    }

    /// <summary>Everything for an owner and for the question what there is; a collaborator has what deploying needs.</summary>
    private static void WriteRights(Utf8JsonWriter json, bool areAll)
    {
        json.WriteStartArray();
        foreach (var right in Rights)
        {
            json.WriteStartObject();
            json.WriteString("name", right);
            json.WriteString("description", $"May {right} the app.");
            json.WriteEndObject();
            if (!areAll && right == "deploy") break;
        }

        json.WriteEndArray();
    }

    private void WriteTeam(Utf8JsonWriter json, ScenarioTeam team)
    {
        json.WriteStartObject();
        json.WriteString("id", IdOf(team));
        json.WriteString("name", team.Name);
        json.WriteString("role", team.Members?.FirstOrDefault(member => member.Email == account.Email)?.Role ?? "admin");
        json.WriteString("type", account.Enterprise.Length > 0 ? "enterprise" : "team");
        json.WriteBoolean("default", false);
        json.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter json, ScenarioTeamMember member)
    {
        json.WriteStartObject();
        json.WriteString("id", account.Uuid("person:" + member.Email));
        json.WriteString("email", member.Email);
        json.WriteString("role", member.Role);
        json.WriteBoolean("federated", member.Federated);
        json.WriteBoolean("two_factor_authentication", member.TwoFactor);
        WriteUser(json, member.Email, member.Federated);
        json.WriteEndObject();
    }

    private void WriteUser(Utf8JsonWriter json, string email, bool isFederated)
    {
        json.WriteStartObject("user");
        json.WriteString("id", account.Uuid("person:" + email));
        json.WriteString("email", email);
        json.WriteBoolean("federated", isFederated);
        json.WriteEndObject();
    }

    private void WriteAllowed(Utf8JsonWriter json, ScenarioTeam team)
    {
        json.WriteStartArray();
        foreach (var allowed in account.AllowedServices.Where(allowed => allowed.Team == team.Name)) WriteAllowed(json, allowed);
        json.WriteEndArray();
    }

    private void WriteAllowed(Utf8JsonWriter json, (string Team, string Service) allowed)
    {
        json.WriteStartObject();
        json.WriteString("id", AllowedId(allowed));
        json.WriteStartObject("addon_service");
        json.WriteString("id", account.Uuid("service:" + allowed.Service));
        json.WriteString("name", allowed.Service);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private string AllowedId((string Team, string Service) allowed) => account.Uuid($"allowed:{allowed.Team}:{allowed.Service}");

    private string IdOf(ScenarioTeam team) => account.Uuid("team:" + team.Name);
}
