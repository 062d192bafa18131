using System.Text.Json;
using Governance.OrgSimulator.Heroku;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Control;

/// <summary>What really is the case: the referee of every test. Counts what works, not what lists show.</summary>
public static class Truth
{
    public static void Write(Utf8JsonWriter json, SimulatedWorld world)
    {
        json.WriteStartObject();
        json.WriteStartArray("orgs");
        foreach (var org in world.Orgs)
            lock (org.Gate)
                WriteOrg(json, org);
        json.WriteEndArray();
        json.WriteStartArray("addons");
        lock (world.Heroku.Gate)
            foreach (var addon in world.Heroku.Addons)
                WriteAddon(json, world, addon);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOrg(Utf8JsonWriter json, Org org)
    {
        var now = org.Now;
        var byApp = new int[org.Apps.Count];
        var byUser = new Dictionary<int, int>();
        int live = 0, hidden = 0;
        foreach (var grant in org.Grants)
        {
            var counts = Org.IsLive(grant, now) ? 1 : 0;
            live += counts;
            byApp[grant.App.Index] += counts;
            byUser[grant.User.Index] = byUser.GetValueOrDefault(grant.User.Index) + counts;
            if (counts == 1 && grant.Hidden) hidden++;
        }

        json.WriteStartObject();
        json.WriteString("name", org.Name);
        json.WriteString("id", org.Id);
        json.WriteNumber("liveTokens", live);
        json.WriteNumber("hiddenTokens", hidden);
        json.WriteNumber("secretsSelected", org.SecretsSelected);
        json.WriteStartObject("liveTokensByApp");
        foreach (var app in org.Apps) json.WriteNumber(app.Name, byApp[app.Index]);
        json.WriteEndObject();
        json.WriteStartObject("liveTokensByUser");
        foreach (var (index, count) in byUser) json.WriteNumber(org.Users[index].Username, count);
        json.WriteEndObject();
        json.WriteNumber("liveSessions", org.Sessions.Values.Count(session => Org.IsLive(session, now)));
        json.WriteStartArray("frozenUsers");
        foreach (var user in org.Users.Where(user => user.IsFrozen)) json.WriteStringValue(user.Username);
        json.WriteEndArray();
        json.WriteStartObject("apps");
        foreach (var app in org.Apps)
        {
            json.WriteStartObject(app.Name);
            json.WriteBoolean("enabled", app.IsEnabled);
            json.WriteBoolean("installed", app.IsInstalled);
            json.WriteBoolean("adminApproved", app.Policy.AdminApproved);
            json.WriteStartArray("preauthorized");
            foreach (var name in app.PreauthorizedProfiles.Concat(app.PreauthorizedSets)) json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteNumber("certificates", org.CertificateCount);
        json.WriteEndObject();
    }

    private static void WriteAddon(Utf8JsonWriter json, SimulatedWorld world, AppLinkAddon addon)
    {
        world.Heroku.Sweep(addon);
        json.WriteStartObject();
        json.WriteString("app", addon.Owner.Name);
        json.WriteString("addon", addon.Name);
        WriteRecords(json, "connections", addon.Records.Where(record => record.IsConnection));
        WriteRecords(json, "authorizations", addon.Records.Where(record => !record.IsConnection));
        json.WriteStartArray("publications");
        foreach (var publication in addon.Publications)
        {
            json.WriteStartObject();
            json.WriteString("name", publication.Name);
            json.WriteString("connection", publication.Connection);
            json.WriteString("app", publication.App.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("dataActionTargets");
        foreach (var target in addon.DataActionTargets)
        {
            json.WriteStartObject();
            json.WriteString("name", target.Plan.ApiName);
            json.WriteString("connection", target.Plan.Connection);
            json.WriteString("signingKey", target.SigningKey);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRecords(Utf8JsonWriter json, string name, IEnumerable<AppLinkRecord> records)
    {
        json.WriteStartArray(name);
        foreach (var record in records)
        {
            json.WriteStartObject();
            json.WriteString("name", record.Name);
            json.WriteString("status", record.Status);
            json.WriteString("org", record.Org?.Name);
            json.WriteString("username", record.Username);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
