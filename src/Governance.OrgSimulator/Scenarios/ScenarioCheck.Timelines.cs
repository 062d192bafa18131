using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Governance.OrgSimulator.Scenarios;

internal sealed partial class ScenarioCheck
{
    private IEnumerable<(string At, string Reason)> Timelines()
    {
        for (var i = 0; i < scenario.Certificates.Count; i++)
            if (scenario.Certificates[i].Pem is { } pem && !Parses(pem))
                yield return ($"certificates[{i}].pem", $"certificate '{scenario.Certificates[i].Name}' does not parse");
        for (var i = 0; i < scenario.Timelines.Count; i++)
        {
            var timeline = scenario.Timelines[i];
            if (Bad(timeline.At)) yield return ($"timelines[{i}].at", NoMoment(timeline.At));
            foreach (var org in UnknownOrgs(timeline.Orgs)) yield return ($"timelines[{i}].orgs", org);
            for (var j = 0; j < timeline.Events.Count; j++)
                foreach (var (member, reason) in Event(timeline, timeline.Events[j]))
                    yield return ($"timelines[{i}].events[{j}]{member}", reason);
        }
    }

    private IEnumerable<(string Member, string Reason)> Event(ScenarioTimeline timeline, ScenarioEvent entry)
    {
        if (entry.Objection() is { } objection)
        {
            yield return ("." + objection.Member, objection.Reason);
            yield break;
        }

        var (app, user, ip) = (entry.App ?? timeline.App, entry.User ?? timeline.User, entry.Ip ?? timeline.Ip);
        if (entry.Type != "setup-audit" && !IPAddress.TryParse(ip ?? "", out _)) yield return ("", $"'{ip}' is no address");
        if (user is null && entry.Type != "setup-audit") yield return ("", "an event needs a user, its own or its timeline's");
        foreach (var org in scenario.Orgs.Where(org => Covers(timeline.Orgs, org.Name)))
        {
            if (app is not null && !scenario.Apps.Any(known => known.Name == app && Covers(known.Orgs, org.Name))) yield return ("", $"app '{app}' is not known in org '{org.Name}'");
            if (user is not null && !scenario.Users.Any(known => known.Alias == user && Covers(known.Orgs, org.Name))) yield return ("", $"user '{user}' is not known in org '{org.Name}'");
        }
    }

    private static bool Parses(string pem)
    {
        try
        {
            using var parsed = X509Certificate2.CreateFromPem(pem);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
