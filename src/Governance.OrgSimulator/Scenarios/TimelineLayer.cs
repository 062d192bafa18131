using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Scenarios;

/// <summary>Lays the event data of a scenario, or of one call of the control API, into an org.</summary>
public sealed class TimelineLayer(Org org, string userDomain)
{
    public void Lay(IEnumerable<ScenarioTimeline> timelines, long start)
    {
        var laid = false;
        foreach (var timeline in timelines.Where(timeline => ScenarioCheck.Covers(timeline.Orgs, org.Name)))
        {
            laid = true;
            foreach (var entry in timeline.Events) Lay(timeline, entry, start + RelativeTime.Seconds(timeline.At)!.Value);
        }

        if (!laid) return;
        Sort(org.Logins, row => row.At);
        Sort(org.AuditTrail, row => row.At);
    }

    /// <param name="timeline">Gives what the event leaves out.</param>
    /// <param name="entry">Checked before: see <see cref="ScenarioEvent.Objection"/>.</param>
    /// <param name="origin">Seconds since 1970 from which <c>after</c> counts.</param>
    public void Lay(ScenarioTimeline timeline, ScenarioEvent entry, long origin)
    {
        var at = origin + RelativeTime.Seconds(entry.After)!.Value;
        var user = (entry.User ?? timeline.User) is { } alias ? UserOf(alias) : null;
        if (entry.Type == "setup-audit")
        {
            org.AddAudit(at, entry.Action!, entry.Section!, entry.Display!, user?.Id);
            return;
        }

        var series = new EventSeries
        {
            Kind = entry.Type switch { "login" => EventKind.Login, "bulk-job" => EventKind.Bulk, _ => EventKind.Rest },
            From = at * 1000,
            Span = RelativeTime.Seconds(entry.Over)!.Value * 1000,
            Count = entry.Count,
            User = user!,
            App = (entry.App ?? timeline.App) is { } app ? org.AppsByName[app] : null,
            SourceIp = (entry.Ip ?? timeline.Ip)!,
            UserAgent = entry.UserAgent ?? timeline.UserAgent,
            Method = entry.Method,
            Uri = entry.Uri ?? "",
            Entity = entry.Entity,
            Status = entry.Status,
            Rows = entry.Rows,
        };
        if (series.Kind == EventKind.Login) Logins(series, entry);
        else if (series.Kind == EventKind.Bulk) Job(series, entry);
        else org.LaidEvents.Add(series);
    }

    private OrgUser UserOf(string alias) => org.UsersByName[alias.Contains('@', StringComparison.Ordinal) ? alias : $"{alias}@{userDomain}"];

    private void Logins(EventSeries series, ScenarioEvent entry)
    {
        LoginRow? row = null;
        for (var i = 0; i < series.Count; i++)
        {
            row = new LoginRow(
                org.NextLaidLogin++, series.User.Id, series.At(i) / 1000, entry.LoginType, entry.SubType, series.SourceIp,
                series.App?.Name ?? "Browser", entry.LoginStatus, entry.Tls, entry.Country, series.UserAgent);
            org.AddLogin(row);
        }

        org.LaidEvents.Add(series with { Login = row });
    }

    /// <summary>Salesforce, Bulk 2 query (reference §7.2): created, asked for its state, finished, read, and perhaps deleted.</summary>
    private void Job(EventSeries series, ScenarioEvent entry)
    {
        const string jobs = "/services/data/v62.0/jobs/query";
        var id = org.NewId("750", 900_000 + org.LaidEvents.Count);
        var takes = RelativeTime.Seconds(entry.Takes)!.Value * 1000;
        var open = new BulkTrace(id, "query", "UploadComplete", 0, 0);
        var done = open with { State = "JobComplete", Records = entry.Rows, ResultMegabytes = entry.Rows / 1_000d };
        var end = series.From + takes;
        Add(series.From, "POST", jobs, open);
        org.LaidEvents.Add(series with { From = series.From + Math.Min(2_000, takes / 2), Span = Math.Max(0, takes - 4_000), Count = (int)Math.Clamp(takes / 10_000, 1, 500), Uri = $"{jobs}/{id}", Job = open with { State = "InProgress" } });
        Add(end, "GET", $"{jobs}/{id}/results", done, takes);
        if (entry.DeletedAfter is { } later) Add(end + (RelativeTime.Seconds(later)!.Value * 1000), "DELETE", $"{jobs}/{id}", done);

        void Add(long at, string method, string uri, BulkTrace trace, long run = 40) => org.LaidEvents.Add(series with
        {
            From = at,
            Span = 0,
            Count = 1,
            Method = method,
            Uri = uri,
            Job = trace,
            RunMilliseconds = run,
            Status = method == "DELETE" ? 204 : 200,
        });
    }

    private static void Sort<T>(List<T> rows, Func<T, long> at)
    {
        var sorted = rows.OrderBy(at).ToList();
        rows.Clear();
        rows.AddRange(sorted);
    }
}
