using System.Globalization;
using Governance.Application.Connections;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>Gives a user a permission set until a day: the org ends it by itself, and the portal takes the row away and looks.</summary>
internal sealed class GrantErrand(OrgReach reach, ISalesforceOrg orgs, TimeProvider clock) : IErrand
{
    public string Does => "After approval the portal gives it through the org’s responder with that day as its end, shows it by a fresh read, and takes it away again after the last day.";

    public bool Is(RequestKind kind) => kind == RequestKind.PermissionSetGrant;

    public async Task<Guid?> ViaAsync(RequestContent content, CancellationToken ct) => (await reach.ViaAsync(content[RequestForms.Org], ct))?.Value;

    public async Task<ErrandStep?> RunAsync(Request request, RequestErrand errand, Func<ErrandStep, Task> note, CancellationToken ct)
    {
        var (reader, acting, refusal) = await reach.BeginAsync(new ConnectionId(errand.Via), ct);
        if (acting is null) return new ErrandStep(ErrandState.ByPerson, refusal);
        using var session = acting;
        var end = EndOf(request);
        if (end <= clock.GetUtcNow()) return new ErrandStep(ErrandState.Failed, "Its last day passed before it could be given.");
        await note(new ErrandStep(ErrandState.UnderWay));
        var given = await session.GiveAsync(new SetGift(request.Content[RequestForms.Set]!, request.Content[RequestForms.User]!, end), ct);
        await session.EndAsync(ct);
        if (given.Problem is { } problem) return Errands.StepOf(problem);
        var made = new ErrandStep(ErrandState.UnderWay) { RemoteKey = given.Value!.Assignment };
        await note(made);
        var (seen, at, words) = await LookAsync(reader!, given.Value.Assignment, ct);
        return seen switch
        {
            // What looks done is a row that is gone.
            false => made with
            {
                State = ErrandState.Done,
                Said = string.Create(CultureInfo.InvariantCulture, $"A fresh read shows the assignment; it ends on {end:d MMM yyyy}, {end:HH:mm} UTC."),
                SeenAt = at,
                EndsAt = end,
            },
            true => made with { State = ErrandState.Failed, Said = "The org accepted it, and a fresh read does not show it." },
            null => made with { State = ErrandState.ByPerson, Said = $"The org accepted it, and the fresh read could not tell: {words}" },
        };
    }

    public async Task<ErrandStep> EndAsync(RequestErrand errand, CancellationToken ct)
    {
        var (reader, acting, refusal) = await reach.BeginAsync(new ConnectionId(errand.Via), ct);
        if (acting is null) return new ErrandStep(ErrandState.NotEnded, refusal);
        using var session = acting;
        await foreach (var answer in session.ActAsync([Removal(errand.RemoteKey!)], ct))
        {
            if (answer.Outcome is RevocationOutcome.Accepted or RevocationOutcome.AlreadyGone) continue;
            if (answer.Outcome == RevocationOutcome.Unreachable) throw new InvalidOperationException(answer.Answer);
            return new ErrandStep(ErrandState.NotEnded, answer.Answer);
        }
        await session.EndAsync(ct);
        var (seen, at, words) = await LookAsync(reader!, errand.RemoteKey!, ct);
        return seen == true ? new ErrandStep(ErrandState.Ended, "Taken away: gone on a fresh read.") { SeenAt = at }
            : new ErrandStep(ErrandState.NotEnded, words);
    }

    /// <summary>The end of the last day agreed to, UTC.</summary>
    private static DateTimeOffset EndOf(Request request) =>
        new((request.AgreedUntil ?? request.Content.Until!.Value).AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static OrgAct Removal(string assignment) => new(new TokenRowKey(Text.Sha256($"{TargetKind.Assignment}:{assignment}")), TargetKind.Assignment, assignment);

    private async Task<(bool? Gone, DateTimeOffset At, string Words)> LookAsync(OrgLink reader, string assignment, CancellationToken ct)
    {
        var act = Removal(assignment);
        var check = await orgs.CheckActsAsync(reader, [act], ct);
        if (check.Problem is { Kind: ProblemKind.RemoteUnavailable } away) throw away.ToFault();
        var seen = check.Value?.Seen.GetValueOrDefault(act.Key);
        return (seen?.IsDone, check.Value?.StartedAt ?? default, seen?.Words ?? check.Problem?.Message ?? "its answer does not say how it stands.");
    }
}
