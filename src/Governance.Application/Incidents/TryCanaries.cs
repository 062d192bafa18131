using System.Security.Cryptography;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Tries the canaries of one org in a containment: once before anything is cut, and again after. A refresh token is tried between two
/// reads of its user's rows: the one row that moved, when there is only one of that app and user, is what it stands for.</summary>
internal sealed class TryCanaries(GovernanceDb db, ISalesforceOrg orgs, IOrgCanary canaries, UseCaseRunner useCases, TimeProvider clock)
{
    /// <summary>Only while nothing was asked of the org yet: what is tried later was not tried before the cut.</summary>
    public async Task BeforeAsync(Actor actor, IncidentId incident, Connection connection, OrgLink reader, CancellationToken ct)
    {
        foreach (var canary in await KeptAsync(connection, ct))
        {
            if (!await CanaryApps.TargetsOf(db, incident, canary).AnyAsync(ct)
                || await db.Targets.AnyAsync(t => t.IncidentId == incident && t.ConnectionId == connection.Id && t.Attempts > 0, ct)
                || await db.CanaryTries.AnyAsync(t => t.IncidentId == incident && t.CanaryId == canary.Id && t.Stage == CanaryStage.Before && t.AnsweredAt != null, ct)) continue;
            await TryAsync(actor, incident, canary, CanaryStage.Before, connection, reader, ct);
        }
    }

    /// <returns>How many targets were found alive.</returns>
    public async Task<int> AfterAsync(Actor actor, IncidentId incident, Connection connection, OrgLink reader, CanaryStage stage, CancellationToken ct)
    {
        var back = 0;
        foreach (var canary in await KeptAsync(connection, ct))
        {
            if (await CanaryApps.CutOf(db, incident, canary).AnyAsync(ct)) back += await TryAsync(actor, incident, canary, stage, connection, reader, ct);
        }
        return back;
    }

    // Who runs an app may have changed since.
    private async Task<List<Canary>> KeptAsync(Connection connection, CancellationToken ct)
    {
        var kept = await db.Canaries.AsNoTracking().Where(c => c.ConnectionId == connection.Id && c.State == CanaryState.Kept).OrderBy(c => c.Id).ToListAsync(ct);
        var own = new List<Canary>();
        foreach (var canary in kept)
        {
            if (await CanaryApps.RunByOthersAsync(db, canary.OrgId, canary.AppKey, ct) is null) own.Add(canary);
        }
        return own;
    }

    private async Task<int> TryAsync(
        Actor actor, IncidentId incident, Canary canary, CanaryStage stage, Connection connection, OrgLink reader, CancellationToken ct)
    {
        var link = CanaryLink.Of(connection, canary, reader.ExpectedOrgKey ?? await db.Orgs.Where(o => o.Id == canary.OrgId).Select(o => o.SalesforceKey).SingleAsync(ct));
        var watched = stage == CanaryStage.Before && canary is { Flow: ConnectionFlow.WebServer, UserKey: not null };
        var rows = watched ? (await orgs.ReadTokensOfUserAsync(reader, canary.UserKey!, ct)).Value : null;
        if ((await useCases.DemandAsync(actor, new StartCanaryTry.Command(canary.Id, incident, stage), ct)).Try is not { } sent) return 0;
        var answer = await AskAsync(link, ct);
        if (rows is not null && answer.Outcome == CanaryOutcome.Worked && (await orgs.ReadTokensOfUserAsync(reader, canary.UserKey!, ct)).Value is { } moved)
            answer = answer with { RowGrantedAt = RowOf(canary, rows, moved) };
        return (await useCases.DemandAsync(actor, new RecordCanaryTry.Command(sent, answer), ct)).Back;
    }

    // A cut waits for no secret store.
    private async Task<CanaryAnswer> AskAsync(CanaryLink link, CancellationToken ct)
    {
        try
        {
            return await canaries.TryAsync(link, ct);
        }
        catch (Exception fault) when (fault is SecretVaultException or CryptographicException)
        {
            return new CanaryAnswer(CanaryOutcome.NoAnswer, "The portal could not open the credential, so nothing was sent.", clock.GetUtcNow());
        }
    }

    private static DateTimeOffset? RowOf(Canary canary, IReadOnlyList<TokenRow> before, IReadOnlyList<TokenRow> after) =>
        before.Where(r => CanaryApps.IsOf(canary, r)).ToList() is [var was] && after.Where(r => CanaryApps.IsOf(canary, r)).ToList() is [var now]
            && was.CreatedAt == now.CreatedAt && (now.UseCount > (was.UseCount ?? int.MaxValue) || now.LastUsedAt > (was.LastUsedAt ?? DateTimeOffset.MinValue))
            ? now.CreatedAt : null;
}
