using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API: enterprise accounts and their audit trail, a day a call (AppLink reference §3.4, §6.2). It tells what happened since the start; month archives are not played.</summary>
public sealed class HerokuEnterprise(HerokuAccount account)
{
    private string Id => account.Uuid("enterprise:" + account.Enterprise);

    public Task? HandleAsync(HerokuCall call, string[] parts) => (call.Method, parts) switch
    {
        ("GET", ["enterprise-accounts"]) => call.WriteAsync(200, json =>
        {
            json.WriteStartArray();
            if (account.Enterprise.Length > 0) WriteAccount(json);
            json.WriteEndArray();
        }),
        ("GET", ["enterprise-accounts", var key, .. var rest]) when account.Enterprise.Length > 0 && (key == account.Enterprise || key == Id) => OneAsync(call, rest),
        _ => null,
    };

    private Task? OneAsync(HerokuCall call, string[] rest) => rest switch
    {
        [] => call.WriteAsync(200, WriteAccount),
        ["teams"] => HerokuList.WriteAsync(call.Context, account.Teams, team => account.Uuid("team:" + team.Name), (json, team) =>
        {
            json.WriteStartObject();
            json.WriteString("id", account.Uuid("team:" + team.Name));
            json.WriteString("name", team.Name);
            json.WriteEndObject();
        }),
        ["members"] => HerokuList.WriteAsync(call.Context, account.Teams.SelectMany(team => team.Members ?? []).DistinctBy(member => member.Email).ToList(), member => account.Uuid("person:" + member.Email), (json, member) =>
        {
            json.WriteStartObject();
            json.WriteString("id", account.Uuid("person:" + member.Email));
            json.WriteBoolean("two_factor_authentication", member.TwoFactor);
            json.WriteStartObject("user");
            json.WriteString("id", account.Uuid("person:" + member.Email));
            json.WriteString("email", member.Email);
            json.WriteEndObject();
            json.WriteEndObject();
        }),
        ["events"] => EventsAsync(call),
        _ => null,
    };

    private Task EventsAsync(HerokuCall call)
    {
        var query = call.Context.Request.Query;
        var day = account.Clock.GetUtcNow().UtcDateTime.Date;
        if (query["day"].ToString() is { Length: > 0 } text && !DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return Answer.HerokuErrorAsync(call.Context, 400, "bad_request", "day must be YYYY-MM-DD.");
        bool Fits(string name, string? value) => query[name].ToString() is not { Length: > 0 } wanted || wanted == value;
        var events = account.Events.Where(e => e.At.UtcDateTime.Date == day && Fits("type", e.Type) && Fits("action", e.Action) && Fits("actor", e.Actor));
        if (query["order"] == "desc") events = events.Reverse();
        return call.WriteAsync(200, json =>
        {
            json.WriteStartArray();
            foreach (var one in events) Write(json, one);
            json.WriteEndArray();
        });
    }

    private void Write(Utf8JsonWriter json, HerokuEvent one)
    {
        json.WriteStartObject();
        json.WriteString("id", one.Id);
        json.WriteString("type", one.Type);
        json.WriteString("action", one.Action);
        json.WriteString("created_at", AppLinkJson.Moment(one.At.ToUnixTimeSeconds()));
        WriteNamed(json, "actor", "email", one.Actor);
        WriteNamed(json, "app", "name", one.App.Name);
        WriteNamed(json, "enterprise_account", "name", account.Enterprise);
        WriteNamed(json, "team", "name", one.App.Plan.Team);
        json.WriteStartObject("data");
        json.WriteString("name", one.About);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteNamed(Utf8JsonWriter json, string member, string by, string? value)
    {
        if (value is null)
        {
            json.WriteNull(member);
            return;
        }

        json.WriteStartObject(member);
        json.WriteString(by, value);
        json.WriteEndObject();
    }

    private void WriteAccount(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("name", account.Enterprise);
        json.WriteStartArray("permissions");
        foreach (var right in (string[])["view", "create", "manage", "billing"]) json.WriteStringValue(right);
        json.WriteEndArray();
        json.WriteBoolean("trial", false);
        json.WriteEndObject();
    }
}
