using Governance.Application.Orgs;
using Governance.Application.Pipeline;

namespace Governance.Web.CommandLine;

/// <summary>"sync": asks for a whole read of every connected org. The portal makes it, at once when it runs, else when it starts.</summary>
internal static class SyncOrgs
{
    public static async Task<int> RunAsync(IServiceProvider services, Actor actor, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        List<ListOrgs.Row> rows = [];
        ListOrgs.Page? page;
        do
        {
            var listed = await useCases.SendAsync(actor, new ListOrgs.Query(new OrgFilter(), ListOrgs.Order.Name, false, rows.Count, ListOrgs.MaxTake), ct);
            if (listed.Problem is { } unlisted)
            {
                await errors.WriteLineAsync(unlisted.Message);
                return PortalCommand.Refused;
            }
            page = listed.Value!;
            rows.AddRange(page.Rows);
        }
        while (page.Rows.Count > 0 && rows.Count < page.Total);

        var failed = 0;
        foreach (var row in rows)
        {
            var asked = await useCases.SendAsync(actor, new RequestSync.Command(row.Id), ct);
            if (asked.Problem is not { } refused) continue;
            failed++;
            await errors.WriteLineAsync($"{row.Name}: {refused.Message}");
        }
        await output.WriteLineAsync($"A read of {rows.Count - failed} orgs is asked for.");
        return failed == 0 ? PortalCommand.Ok : PortalCommand.Refused;
    }
}
