using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Step 1 of a containment, for one org or Heroku account. What is kept already is not read again, so that it may be
/// begun anew at any point; what cannot be had is written down as a gap, and the containment goes on.</summary>
internal sealed class PreserveEvidence(GovernanceDb db, IOrgEvidence orgs, EvidenceSeal seal, UseCaseRunner useCases, TimeProvider clock)
{
    /// <summary>The essential part of an org, in one go, before anything is sent; the rest is queued with it.</summary>
    public async Task EssentialAsync(Actor actor, IncidentId incident, ConnectionId connection, CancellationToken ct)
    {
        var missing = await MissingAsync(incident, connection, EvidenceKinds.Essential, ct);
        if (missing.Count == 0) return;
        await useCases.DemandAsync(actor, new StartPreserving.Command(incident, connection), ct);
        var items = new List<RecordEvidence.Item>();
        await foreach (var item in ReadAsync(incident, connection, missing, EvidenceKinds.EssentialWithin, ct)) items.Add(item);
        await KeepAsync(actor, incident, connection, items, thenRest: true, ct);
    }

    // Each write is an entry of the audit, and a hundred orgs write at once.
    private const int Together = 3;

    /// <summary>The rest of an org, kept a few files at a time.</summary>
    public async Task RestAsync(Actor actor, IncidentId incident, ConnectionId connection, CancellationToken ct)
    {
        var missing = await MissingAsync(incident, connection, EvidenceKinds.Rest, ct);
        if (missing.Count == 0) return;
        var came = new List<RecordEvidence.Item>();
        await foreach (var item in ReadAsync(incident, connection, missing, EvidenceKinds.RestWithin, ct))
        {
            came.Add(item);
            if (came.Count < Together) continue;
            await KeepAsync(actor, incident, connection, came, thenRest: false, ct);
            came = [];
        }
        if (came.Count > 0) await KeepAsync(actor, incident, connection, came, thenRest: false, ct);
    }

    /// <summary>Gaps for all of the rest that is still missing.</summary>
    public async Task GiveUpRestAsync(Actor actor, IncidentId incident, ConnectionId connection, string words, CancellationToken ct)
    {
        var missing = await MissingAsync(incident, connection, EvidenceKinds.Rest, ct);
        if (missing.Count == 0) return;
        var (_, place) = await PlaceAsync(incident, connection, ct);
        await useCases.DemandAsync(actor, new RecordEvidence.Command(incident, connection, GapsOf(place, missing, words), ThenRest: false), ct);
    }

    /// <summary>What the portal itself knows of the AppLink objects that a containment reaches through a Heroku account, org by
    /// org: read here and not at Heroku, so it takes no time.</summary>
    public async Task AppLinkAsync(Actor actor, IncidentId incident, ConnectionId via, CancellationToken ct)
    {
        var wanted = await db.Targets.Where(t => t.IncidentId == incident && t.ConnectionId == via
                && !db.EvidenceFiles.Any(f => f.IncidentId == incident && f.ConnectionId == via && f.OrgId == t.OrgId && f.Sha256 != null))
            .Select(t => t.OrgId).Distinct().ToListAsync(ct);
        if (wanted.Count == 0) return;
        await useCases.DemandAsync(actor, new StartPreserving.Command(incident, via), ct);
        var id = new HerokuAccountId(via.Value);
        var account = await db.HerokuAccounts.AsNoTracking().SingleAsync(h => h.Id == id, ct);
        var items = new List<RecordEvidence.Item>();
        foreach (var org in await db.Orgs.AsNoTracking().Where(o => wanted.Contains(o.Id)).OrderBy(o => o.Id).ToListAsync(ct))
        {
            var place = EvidencePlace.OfAccount(via, account.Name, org.Id, org.OrgGroupId, org.Label);
            var read = await AppLinkEvidence.ReadAsync(db, account.Id, org.SalesforceKey, clock.GetUtcNow(), ct);
            items.Add(await SealedAsync(incident, place, read, ct));
        }
        await KeepAsync(actor, incident, via, items, thenRest: false, ct);
    }

    /// <summary>Keeps them together. Where the database has no room for all, each by itself: what does not fit is a gap, and nothing waits
    /// for it.</summary>
    /// <exception cref="InvalidOperationException">Not even a gap can be written: the work is tried again, and nothing is sent before.</exception>
    private async Task KeepAsync(
        Actor actor, IncidentId incident, ConnectionId connection, List<RecordEvidence.Item> items, bool thenRest, CancellationToken ct)
    {
        if (await useCases.SendAsync(actor, new RecordEvidence.Command(incident, connection, items, thenRest), ct) is not { Problem: { } problem }) return;
        if (problem != AuditWriter.Unavailable) throw problem.ToFault();
        foreach (var item in items)
        {
            var isLast = thenRest && item == items[^1];
            if ((await useCases.SendAsync(actor, new RecordEvidence.Command(incident, connection, [item], isLast), ct)).Problem is null) continue;
            var gap = item with { Content = null, Pieces = [], Gap = "The portal’s database had no room for this, so it was not kept." };
            await useCases.DemandAsync(actor, new RecordEvidence.Command(incident, connection, [gap], isLast), ct);
        }
    }

    private async Task<List<EvidenceKind>> MissingAsync(
        IncidentId incident, ConnectionId connection, IReadOnlyList<EvidenceKind> kinds, CancellationToken ct)
    {
        var held = await db.EvidenceFiles.Where(f => f.IncidentId == incident && f.ConnectionId == connection && f.Sha256 != null)
            .Select(f => f.Kind).ToListAsync(ct);
        return [.. kinds.Except(held)];
    }

    private async IAsyncEnumerable<RecordEvidence.Item> ReadAsync(
        IncidentId incident, ConnectionId id, List<EvidenceKind> kinds, TimeSpan within,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var (connection, place) = await PlaceAsync(incident, id, ct);
        if (!connection.IsUsable)
        {
            foreach (var gap in GapsOf(place, kinds, ConnectionProblems.NotUsable(connection.State).Message)) yield return gap;
            yield break;
        }
        var orgKey = await db.Orgs.Where(o => o.Id == place.Org).Select(o => o.SalesforceKey).SingleAsync(ct);
        var scope = from t in db.Targets
                    join a in db.Authorizations on t.AuthorizationId equals a.Id
                    where t.IncidentId == incident && t.ConnectionId == id
                    select a;
        var ask = new EvidenceAsk(kinds, await scope.Select(a => a.AppName).Distinct().ToListAsync(ct),
            await scope.Select(a => a.UserId).Distinct().ToListAsync(ct), within);
        await foreach (var read in orgs.ReadAsync(OrgLink.Of(connection, orgKey), ask, ct))
            yield return await SealedAsync(incident, place, read, ct);
    }

    private async Task<(Connection Connection, EvidencePlace Place)> PlaceAsync(IncidentId incident, ConnectionId id, CancellationToken ct)
    {
        var connection = await db.Connections.AsNoTracking().SingleAsync(c => c.Id == id, ct);
        var org = await db.Targets.Where(t => t.IncidentId == incident && t.ConnectionId == id).Select(t => t.OrgId).Distinct().SingleAsync(ct);
        var place = await db.Orgs.Where(o => o.Id == org).Select(o => new { o.OrgGroupId, o.Label }).SingleAsync(ct);
        return (connection, EvidencePlace.OfOrg(id, org, place.OrgGroupId, place.Label));
    }

    private async Task<RecordEvidence.Item> SealedAsync(IncidentId incident, EvidencePlace place, EvidenceRead read, CancellationToken ct)
    {
        var file = EvidenceFileId.New();
        if (read.Content is null) return new RecordEvidence.Item(file, place, read.Kind, read.TakenAt, null, [], read.Gap);
        try
        {
            var (content, pieces) = await seal.SealAsync(incident, file, read.Content, ct);
            return new RecordEvidence.Item(file, place, read.Kind, read.TakenAt, content, pieces, read.Gap);
        }
        catch (Exception fault) when (fault is SecretVaultException or CryptographicException)
        {
            // Without its key nothing can be kept, and nothing waits for it.
            return new RecordEvidence.Item(file, place, read.Kind, read.TakenAt, null, [], "The portal could not encrypt this, so it was not kept.");
        }
    }

    private List<RecordEvidence.Item> GapsOf(EvidencePlace place, IEnumerable<EvidenceKind> kinds, string words) =>
        [.. kinds.Select(kind => new RecordEvidence.Item(EvidenceFileId.New(), place, kind, clock.GetUtcNow(), null, [], words))];
}

/// <summary>Reads the rest of an org's evidence, in a lane of its own: it delays no step, and no step delays it.</summary>
internal sealed class PreserveRest(PreserveEvidence evidence) : IWorkHandler
{
    public const string WorkKind = "preserve-rest";

    public string Kind => WorkKind;

    public Task RunAsync(WorkItem item, CancellationToken ct) =>
        evidence.RestAsync(ActorOf(item), new IncidentId(item.SubjectId), new ConnectionId(item.PartId), ct);

    public Task GiveUpAsync(WorkItem item, CancellationToken ct) => evidence.GiveUpRestAsync(
        ActorOf(item), new IncidentId(item.SubjectId), new ConnectionId(item.PartId), "The portal failed too often while reading this.", ct);

    private static Actor ActorOf(WorkItem item) => Actor.System("containment", item.OnBehalfOf);
}
