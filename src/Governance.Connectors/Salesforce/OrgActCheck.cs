using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;

namespace Governance.Connectors.Salesforce;

/// <summary>Looks at what a containment did, kind by kind: the policies by a fresh retrieve, rows by whether they are still there, frozen
/// users by their flag, sessions with the right to see them asked in the same read.</summary>
/// <remarks>Repeatable. What cannot be read is unknown, never done.</remarks>
internal sealed class OrgActCheck(OrgConversation talk, SalesforceOptions options, TimeProvider clock)
{
    private readonly Dictionary<TokenRowKey, ActSeen> _seen = [];

    public async Task<Result<ActCheck>> ReadAsync(IReadOnlyList<OrgAct> acts, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        if ((await talk.OpenAsync(ct)).Problem is { } closed) return closed;
        foreach (var kind in acts.GroupBy(a => a.Kind))
        {
            await (kind.Key switch
            {
                TargetKind.Preauthorization => RowsAsync([.. kind], "SetupEntityAccess", OrgActs.Opening, ct),
                TargetKind.Assignment => RowsAsync([.. kind], "PermissionSetAssignment", OrgActs.Holding, ct),
                TargetKind.AppTokens => TokensAsync(kind, ct),
                TargetKind.AppSessions => SessionsAsync(kind, ct),
                TargetKind.UserFreeze => FrozenAsync([.. kind], ct),
                _ => Task.CompletedTask,
            });
        }
        await FilesAsync([.. acts.Where(a => a.Kind is TargetKind.AppSwitch or TargetKind.AppApproval)], ct);
        return new ActCheck(started, _seen);
    }

    private async Task FilesAsync(List<OrgAct> acts, CancellationToken ct)
    {
        if (acts.Count == 0) return;
        var connected = acts.Where(a => a.Kind == TargetKind.AppApproval).Select(a => a.Subject).ToArray();
        var files = await new PolicyDeploy(talk, options, clock).FilesAsync(connected, connected.Length < acts.Count, ct);
        foreach (var act in acts)
        {
            var file = files.Value?.GetValueOrDefault(act.Subject);
            Say(act, files.Problem, act.Former is { } former && file is not null ? file.Former() != former : file?.IsShut, act.Kind == TargetKind.AppSwitch
                ? ("A fresh retrieve shows the client app switched off.", "The org accepted it, and a fresh retrieve shows the client app still on.")
                : ("A fresh retrieve shows it for admin-approved users only, and nobody is selected.",
                    "The org accepted it, and a fresh retrieve shows that users can still authorize the client app."), file?.Former());
        }
    }

    private async Task RowsAsync(List<OrgAct> acts, string type, string[] fields, CancellationToken ct)
    {
        var list = await OrgLists.ReadOneAsync(
            talk, OrgLists.InChunks(acts.Select(a => a.Subject), ids => $"SELECT Id, {string.Join(", ", fields)} FROM {type} WHERE Id IN ({ids})"), ct);
        var there = list.Rows.Where(r => RowValue.Key(r) is not null).ToLookup(r => RowValue.Key(r)!);
        foreach (var act in acts)
        {
            var (problem, found) = act.Former is { } former ? await FoundAnewAsync(type, former, ct) : (list.Problem, there.Contains(SalesforceIds.Key(act.Subject)));
            Say(act, problem, !found, ("Gone on a fresh read.", "The org accepted it, and the row is still there."),
                there[SalesforceIds.Key(act.Subject)].Select(r => OrgActs.FormerOf(r, fields)).FirstOrDefault());
        }
    }

    // What was given back has another id than what was taken.
    private async Task<(Problem? Problem, bool Found)> FoundAnewAsync(string type, string former, CancellationToken ct)
    {
        var was = JsonSerializer.Deserialize<Dictionary<string, string>>(former) ?? [];
        var list = await OrgLists.ReadOneAsync(
            talk, [OrgRead.Query($"SELECT Id FROM {type} WHERE {string.Join(" AND ", was.Select(f => $"{f.Key} = {Soql.Id(f.Value)}"))}")], ct);
        return (list.Problem, list.Rows.Count > 0);
    }

    private async Task FrozenAsync(List<OrgAct> acts, CancellationToken ct)
    {
        var list = await OrgLists.ReadOneAsync(
            talk, OrgLists.InChunks(acts.Select(a => a.Subject), ids => $"SELECT UserId, IsFrozen FROM UserLogin WHERE UserId IN ({ids})"), ct);
        var frozen = list.Rows.Where(r => RowValue.Key(r, "UserId") is not null).GroupBy(r => RowValue.Key(r, "UserId")!)
            .ToDictionary(g => g.Key, g => OrgJson.Flag(g.First(), "IsFrozen"));
        foreach (var act in acts)
        {
            Say(act, list.Problem, frozen.GetValueOrDefault(SalesforceIds.Key(act.Subject)),
                ("A fresh read shows the user frozen.", "The org accepted it, and the user is not frozen."), OrgActs.FormerOf(false));
        }
    }

    private async Task TokensAsync(IEnumerable<OrgAct> acts, CancellationToken ct)
    {
        foreach (var act in acts)
        {
            var read = await talk.ReadAsync(new OrgRead($"apps/oauth/usage/{act.Subject}/users", null), ct);
            using var page = read.Value;
            var none = read.Problem is { Code: RemoteCodes.NotSupported or OrgCodes.Gone } ? true
                : page is not null && page.RootElement.TryGetProperty("users", out var users) && users.ValueKind == JsonValueKind.Array
                    ? users.GetArrayLength() == 0
                    : (bool?)null;
            Say(act, none == true ? null : read.Problem, none, ("The app has no token left in the org's usage list.", "The org accepted it, and its usage list still names users of the app."));
        }
    }

    private async Task SessionsAsync(IEnumerable<OrgAct> acts, CancellationToken ct)
    {
        var read = await OrgSessions.ByAppAsync(talk, ct);
        var right = await RightsTest.MayManageUsersAsync(talk, ct);
        foreach (var act in acts)
        {
            if (read.Problem is null && right.Value != true)
            {
                _seen[act.Key] = new ActSeen(null, "insufficient permission: Manage Users. Without it the org shows the portal's own sessions only.", IsRightMissing: true);
                continue;
            }
            Say(act, read.Problem ?? right.Problem, read.Value?.Contains(act.Subject) == false, ("No session of the app is left.", "The org accepted it, and sessions of the app are still there."));
        }
    }

    private void Say(OrgAct act, Problem? problem, bool? done, (string Yes, string No) words, string? former = null) => _seen[act.Key] = problem is not null
        ? new ActSeen(null, problem.Message, problem.Code == RemoteCodes.RightMissing)
        : (done, act.Former) switch
        {
            (true, null) => new ActSeen(true, words.Yes),
            (false, null) => new ActSeen(false, words.No, Former: former),
            // Taken back is what does not look done any more.
            (false, _) => new ActSeen(true, "A fresh read shows it as it was before."),
            (true, _) => new ActSeen(false, "The org accepted it, and a fresh read does not show it as it was before."),
            (null, _) => new ActSeen(null, "The org's answer does not say how it stands."),
        };
}
