using Governance.OrgSimulator.Heroku;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>What a scenario file must keep to beyond its shape: unique names, no name that nothing defines.</summary>
internal sealed partial class ScenarioCheck(Scenario scenario)
{
    /// <summary>Every fault as path and reason, in the order of the file's members.</summary>
    public IEnumerable<(string At, string Reason)> Faults() =>
        Head().Concat(Duplicates()).Concat(Orgs()).Concat(Users()).Concat(Apps()).Concat(Tokens()).Concat(Others()).Concat(Outbound()).Concat(Timelines()).Concat(Heroku());

    private IEnumerable<(string At, string Reason)> Head()
    {
        if (scenario.Version != 1) yield return ("version", $"version must be 1, not {scenario.Version}");
        if (scenario.Name.Length == 0) yield return ("name", "a scenario needs a name");
    }

    private IEnumerable<(string At, string Reason)> Duplicates() =>
        Twice("people", scenario.People, p => p.Name)
            .Concat(Twice("people", scenario.People, p => p.Subject))
            .Concat(Twice("profiles", scenario.Profiles, p => p.Name))
            .Concat(Twice("permissionSets", scenario.PermissionSets, p => p.Name))
            .Concat(Twice("orgs", scenario.Orgs, o => o.Name))
            .Concat(TwiceInOrg("users", scenario.Users, u => u.Alias, u => u.Orgs))
            .Concat(TwiceInOrg("apps", scenario.Apps, a => a.Name, a => a.Orgs))
            .Concat(TwiceInOrg("certificates", scenario.Certificates, c => c.Name, c => c.Orgs))
            .Concat(TwiceInOrg("namedCredentials", scenario.NamedCredentials, c => c.Name, c => c.Orgs))
            .Concat(TwiceInOrg("externalCredentials", scenario.ExternalCredentials, c => c.Name, c => c.Orgs))
            .Concat(Twice("heroku.apps", scenario.Heroku.Apps, a => a.Name))
            .Concat(Twice("heroku.addons", scenario.Heroku.Addons, a => a.Name));

    private IEnumerable<(string At, string Reason)> Orgs()
    {
        for (var i = 0; i < scenario.Orgs.Count; i++)
        {
            var org = scenario.Orgs[i];
            if (Bad(org.Created)) yield return ($"orgs[{i}].created", NoMoment(org.Created));
            if (org.StaffCount is < 0 or > 100_000) yield return ($"orgs[{i}].staffCount", "staffCount must be 0 to 100000");
            if (org.SessionMinutes is < 15 or > 1_440) yield return ($"orgs[{i}].sessionMinutes", "sessionMinutes must be 15 to 1440");
            foreach (var range in BadRanges(org.Settings.TrustedIpRanges)) yield return ($"orgs[{i}].settings.trustedIpRanges", range);
            if (org.ApiLimit < 1) yield return ($"orgs[{i}].apiLimit", "apiLimit must be at least 1");
            if (org.StaffCount > 0 && scenario.Staff is null) yield return ($"orgs[{i}].staffCount", "staff is counted but not described");
        }

        for (var i = 0; i < scenario.Profiles.Count; i++)
            foreach (var range in BadRanges(scenario.Profiles[i].LoginIpRanges ?? []))
                yield return ($"profiles[{i}].loginIpRanges", range);
        for (var i = 0; i < scenario.Profiles.Count; i++)
            foreach (var name in scenario.Profiles[i].Permissions.Where(name => !Permissions.All.Contains(name)))
                yield return ($"profiles[{i}].permissions", $"permission '{name}' is not known");
        for (var i = 0; i < scenario.PermissionSets.Count; i++)
            foreach (var name in scenario.PermissionSets[i].Permissions.Where(name => !Permissions.All.Contains(name)))
                yield return ($"permissionSets[{i}].permissions", $"permission '{name}' is not known");
        if (scenario.Staff is { } staff && scenario.Profiles.All(p => p.Name != staff.Profile))
            yield return ("staff.profile", $"profile '{staff.Profile}' is not known");
    }

    private IEnumerable<(string At, string Reason)> Users()
    {
        for (var i = 0; i < scenario.Users.Count; i++)
        {
            var user = scenario.Users[i];
            if (scenario.Profiles.All(p => p.Name != user.Profile)) yield return ($"users[{i}].profile", $"profile '{user.Profile}' is not known");
            foreach (var set in UnknownSets(user.PermissionSets)) yield return ($"users[{i}].permissionSets", set);
            foreach (var org in UnknownOrgs(user.Orgs)) yield return ($"users[{i}].orgs", org);
            if (Bad(user.Created)) yield return ($"users[{i}].created", NoMoment(user.Created));
            if (user.LastLogin is { } login && Bad(login)) yield return ($"users[{i}].lastLogin", NoMoment(login));
        }
    }

    private IEnumerable<(string At, string Reason)> Apps()
    {
        for (var i = 0; i < scenario.Apps.Count; i++)
        {
            var app = scenario.Apps[i];
            if (app.Kind is not ("connectedApp" or "externalClientApp")) yield return ($"apps[{i}].kind", $"kind '{app.Kind}' is neither connectedApp nor externalClientApp");
            foreach (var set in UnknownSets(app.PermissionSets)) yield return ($"apps[{i}].permissionSets", set);
            foreach (var name in app.Profiles.Where(name => scenario.Profiles.All(p => p.Name != name)))
                yield return ($"apps[{i}].profiles", $"profile '{name}' is not known");
            foreach (var org in UnknownOrgs(app.Orgs)) yield return ($"apps[{i}].orgs", org);
            if (Bad(app.Created)) yield return ($"apps[{i}].created", NoMoment(app.Created));
            if (app.CertificateEnds is { } ends && Bad(ends)) yield return ($"apps[{i}].certificateEnds", NoMoment(ends));
            if (Objection(app.Policy) is { } objection) yield return ($"apps[{i}].policy.{objection.Member}", objection.Reason);
        }
    }

    /// <summary>Why no app could have this policy; null for one that can.</summary>
    internal static (string Member, string Reason)? Objection(AppPolicy policy)
    {
        if (!RefreshPolicy().IsMatch(policy.RefreshTokenPolicy)) return ("refreshTokenPolicy", $"'{policy.RefreshTokenPolicy}' is no refresh token policy");
        if (BadRanges(policy.TokenIpRanges).FirstOrDefault() is { } token) return ("tokenIpRanges", token);
        return BadRanges(policy.TrustedIpRanges).FirstOrDefault() is { } trusted ? ("trustedIpRanges", trusted) : null;
    }

    internal static IEnumerable<string> BadRanges(IEnumerable<IpRange> ranges) => ranges
        .Where(range => !System.Net.IPAddress.TryParse(range.Start, out _) || !System.Net.IPAddress.TryParse(range.End, out _))
        .Select(range => $"'{range.Start}'..'{range.End}' is no address range");

    private IEnumerable<(string At, string Reason)> Tokens()
    {
        for (var i = 0; i < scenario.Tokens.Count; i++)
        {
            var batch = scenario.Tokens[i];
            foreach (var org in UnknownOrgs(batch.Orgs)) yield return ($"tokens[{i}].orgs", org);
            foreach (var org in scenario.Orgs.Where(org => Covers(batch.Orgs, org.Name)))
            {
                if (!scenario.Apps.Any(app => app.Name == batch.App && Covers(app.Orgs, org.Name)))
                    yield return ($"tokens[{i}].app", $"app '{batch.App}' is not known in org '{org.Name}'");
                foreach (var alias in batch.Users)
                    if (!scenario.Users.Any(user => user.Alias == alias && Covers(user.Orgs, org.Name)))
                        yield return ($"tokens[{i}].users", $"user '{alias}' is not known in org '{org.Name}'");
                if (batch.Staff > org.StaffCount) yield return ($"tokens[{i}].staff", $"org '{org.Name}' has only {org.StaffCount} staff");
            }

            if (batch.PerUser is < 1 or > Org.ApprovalsPerAppAndUser) yield return ($"tokens[{i}].perUser", $"perUser must be 1 to {Org.ApprovalsPerAppAndUser}");
            if (batch.Staff < 0) yield return ($"tokens[{i}].staff", "staff must be 0 or more");
            if (batch.Ties < 1) yield return ($"tokens[{i}].ties", "ties must be at least 1");
            foreach (var (member, text) in new[] { ("created", batch.Created), ("spread", batch.Spread), ("lastUsed", batch.LastUsed ?? "0d"), ("lastUsedSpread", batch.LastUsedSpread) })
                if (Bad(text)) yield return ($"tokens[{i}].{member}", NoMoment(text));
        }
    }

    private IEnumerable<(string At, string Reason)> Others()
    {
        for (var i = 0; i < scenario.Certificates.Count; i++)
        {
            foreach (var org in UnknownOrgs(scenario.Certificates[i].Orgs)) yield return ($"certificates[{i}].orgs", org);
            if (Bad(scenario.Certificates[i].Expires)) yield return ($"certificates[{i}].expires", NoMoment(scenario.Certificates[i].Expires));
        }

        for (var i = 0; i < scenario.AuditTrail.Count; i++)
        {
            if (scenario.AuditTrail[i].User is { } alias && scenario.Users.All(user => user.Alias != alias)) yield return ($"auditTrail[{i}].user", $"user '{alias}' is not known");
            if (scenario.Orgs.All(org => org.Name != scenario.AuditTrail[i].Org)) yield return ($"auditTrail[{i}].org", $"org '{scenario.AuditTrail[i].Org}' is not known");
            if (Bad(scenario.AuditTrail[i].At)) yield return ($"auditTrail[{i}].at", NoMoment(scenario.AuditTrail[i].At));
        }
    }

    private IEnumerable<(string At, string Reason)> Heroku()
    {
        for (var i = 0; i < scenario.Heroku.Apps.Count; i++)
            if (scenario.Heroku.Apps[i].Team is { } team && scenario.Heroku.Teams.All(known => known.Name != team)) yield return ($"heroku.apps[{i}].team", $"team '{team}' is not known");
        for (var i = 0; i < scenario.ExternalServices.Count; i++)
        {
            var service = scenario.ExternalServices[i];
            if (scenario.Orgs.All(org => org.Name != service.Org)) yield return ($"externalServices[{i}]", $"org '{service.Org}' is not known");
            if (Bad(service.Created)) yield return ($"externalServices[{i}]", NoMoment(service.Created));
        }

        var attached = new HashSet<(string App, string Name)>();
        for (var i = 0; i < scenario.Heroku.Addons.Count; i++)
        {
            var addon = scenario.Heroku.Addons[i];
            var at = $"heroku.addons[{i}]";
            foreach (var app in addon.Attachments.Select(a => a.App).Append(addon.App))
                if (scenario.Heroku.Apps.All(known => known.Name != app)) yield return (at, $"Heroku app '{app}' is not known");
            foreach (var attachment in addon.Attachments.Prepend(new ScenarioAttachment(addon.App, "HEROKU_APPLINK")))
                if (!attached.Add((attachment.App, attachment.Name))) yield return (at, $"Heroku app '{attachment.App}' has two attachments named '{attachment.Name}'");
            foreach (var (member, records) in new[] { ("connections", addon.Connections), ("authorizations", addon.Authorizations) })
                foreach (var twice in Twice($"{at}.{member}", records, record => record.Name))
                    yield return twice;
            foreach (var publication in addon.Publications)
                if (scenario.Heroku.Apps.All(known => known.Name != publication.App)) yield return (at, $"Heroku app '{publication.App}' is not known");
            foreach (var moment in addon.Connections.Concat(addon.Authorizations).Select(record => record.Created ?? "0d").Concat(addon.Publications.SelectMany(publication => new[] { publication.Created, publication.Republished?.At ?? "0d" })).Where(Bad))
                yield return (at, NoMoment(moment));
            foreach (var record in addon.Connections.Concat(addon.Authorizations))
            {
                if (record.ConnectionMethod is not ("JWT" or "OAuth")) yield return (at, $"connectionMethod '{record.ConnectionMethod}' is neither JWT nor OAuth");
                if (scenario.Orgs.All(org => org.Name != record.Org)) yield return (at, $"org '{record.Org}' is not known");
            }

            foreach (var publication in addon.Publications)
                if (addon.Connections.All(c => c.Name != publication.Connection)) yield return (at, $"connection '{publication.Connection}' is not known");
            foreach (var target in addon.DataActionTargets)
            {
                if (!addon.Connections.Any(c => c.Name == target.Connection && (c.IsDataCloud || AppLinkRecord.NamesDataCloud(c.OrgType)))) yield return (at, $"Data Cloud connection '{target.Connection}' is not known");
                if (scenario.Heroku.Apps.All(known => known.Name != target.App)) yield return (at, $"Heroku app '{target.App}' is not known");
            }
        }
    }

    private IEnumerable<string> UnknownOrgs(IEnumerable<string> names) =>
        names.Where(name => name != "*" && scenario.Orgs.All(org => org.Name != name)).Select(name => $"org '{name}' is not known");

    private IEnumerable<string> UnknownSets(IEnumerable<string> names) =>
        names.Where(name => scenario.PermissionSets.All(set => set.Name != name)).Select(name => $"permission set '{name}' is not known");

    [System.Text.RegularExpressions.GeneratedRegex("^(infinite|zero|specific_(lifetime|inactivity):[0-9]{1,4}:(HOURS|DAYS|MONTHS))$")]
    private static partial System.Text.RegularExpressions.Regex RefreshPolicy();

    internal static bool Covers(IReadOnlyList<string> orgs, string org) => orgs.Contains("*") || orgs.Contains(org);

    private static bool Bad(string moment) => RelativeTime.Seconds(moment) is null;

    private static string NoMoment(string text) => $"'{text}' is no moment such as -30d, 12h or 0d";

    private static IEnumerable<(string At, string Reason)> Twice<T>(string at, IReadOnlyList<T> items, Func<T, string> key)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < items.Count; i++)
            if (!seen.Add(key(items[i])))
                yield return ($"{at}[{i}]", $"'{key(items[i])}' is there twice");
    }

    private IEnumerable<(string At, string Reason)> TwiceInOrg<T>(
        string at, IReadOnlyList<T> items, Func<T, string> key, Func<T, IReadOnlyList<string>> orgs)
    {
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < items.Count; i++)
            foreach (var org in scenario.Orgs.Where(org => Covers(orgs(items[i]), org.Name)))
                if (!seen.Add((org.Name, key(items[i]).ToUpperInvariant())))
                    yield return ($"{at}[{i}]", $"'{key(items[i])}' is there twice in org '{org.Name}'");
    }
}
