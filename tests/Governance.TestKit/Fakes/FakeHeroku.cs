using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Heroku;

namespace Governance.TestKit.Fakes;

/// <summary>One AppLink add-on in memory.</summary>
public sealed class FakeAddon(string key, string name)
{
    /// <summary>Heroku's id.</summary>
    public string Key => key;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Rows by AppLink's id.</summary>
    public ConcurrentDictionary<string, AppLinkRow> Rows { get; } = new();

    /// <summary>Apps it is attached to.</summary>
    public IReadOnlyList<AppLinkAttachment> Attachments { get; init; } =
        [new("aaaaaaaa-0000-4000-8000-0000000000a1", "acme-quotes", "HEROKU_APPLINK")];

    /// <summary>What was published here, by connection, app and name.</summary>
    public ConcurrentDictionary<(string Connection, string App, string Name), AppLinkDependentRow> Publications { get; } = new();

    /// <summary>Lists that cannot be read now; null when they can.</summary>
    public Problem? Closed { get; set; }
}

/// <summary>The Heroku account of a test's world, in memory.</summary>
public sealed class FakeHeroku(TimeProvider clock) : IAppLink
{
    private readonly ConcurrentDictionary<string, int> _readsLeft = new();

    /// <summary>Heroku's id of the account that answers.</summary>
    public string Key { get; set; } = "aaaaaaaa-0000-4000-8000-000000000001";

    /// <summary>Its AppLink add-ons.</summary>
    public List<FakeAddon> Addons { get; } = [];

    /// <summary>What every call answers instead; null when all is well.</summary>
    public Problem? Closed { get; set; }

    /// <summary>How many lists still show a removed record.</summary>
    public int ReadsUntilGone { get; set; } = 1;

    /// <summary>What a removed record shows while it is still listed.</summary>
    public string StatusOfRemoved { get; set; } = "disconnecting";

    /// <summary>A row that is there again at the read after its first absence; null for none.</summary>
    public AppLinkRow? BackAfterAbsence { get; set; }

    /// <summary>Ids that stay listed whatever was accepted.</summary>
    public HashSet<string> Kept { get; } = [];

    /// <summary>Ids whose removal is refused.</summary>
    public HashSet<string> Refused { get; } = [];

    /// <summary>Ids whose removal was asked for, in order.</summary>
    public ConcurrentQueue<string> Removals { get; } = new();

    /// <summary>Starts of all reads, UTC.</summary>
    public ConcurrentQueue<DateTimeOffset> Reads { get; } = new();

    /// <inheritdoc />
    public Task<Result<HerokuIdentity>> IdentifyAsync(HerokuLink account, CancellationToken ct) => Task.FromResult<Result<HerokuIdentity>>(
        Closed is { } closed ? closed
        : account.ExpectedKey is { } expected && expected != Key ? HerokuProblems.AccountChanged
        : new HerokuIdentity(Key, "platform@acme.example"));

    /// <inheritdoc />
    public Task<Result<AppLinkInventory>> ReadAsync(HerokuLink account, CancellationToken ct) => Task.FromResult(Read(null));

    /// <inheritdoc />
    public Task<Result<AppLinkInventory>> ReadAgainAsync(HerokuLink account, IReadOnlyCollection<string> addons, CancellationToken ct) =>
        Task.FromResult(Read(addons));

    /// <summary>Happens when a call is about to leave the portal.</summary>
    public Action? Leaving { get; set; }

    /// <summary>Happens when AppLink has done what was asked, and before the portal hears of it.</summary>
    public Action? Answering { get; set; }

    /// <summary>What every wish answers instead; null when all is well.</summary>
    public Problem? RefusesWishes { get; set; }

    /// <summary>Wishes that were asked, in order.</summary>
    public ConcurrentQueue<AppLinkWish> Wishes { get; } = new();

    /// <inheritdoc />
    public Task<Result<AppLinkRow>> AskAsync(HerokuLink account, AppLinkWish wish, CancellationToken ct)
    {
        Leaving?.Invoke();
        Wishes.Enqueue(wish);
        if ((Closed ?? RefusesWishes) is { } refusal) return Task.FromResult<Result<AppLinkRow>>(refusal);
        var addon = Addons.Single(a => a.Key == wish.Addon);
        if (addon.Rows.Values.FirstOrDefault(r => r.Kind == wish.Kind && r.Name == wish.Name) is { } there)
        {
            return Task.FromResult<Result<AppLinkRow>>(wish.AskedAt is { } before && there.CreatedAt >= before ? there
                : Problem.RemoteRefused("heroku.refused", "The add-on has a record of that name already."));
        }
        var row = new AppLinkRow(
            wish.Kind, $"bbbbbbbb-0000-4000-9000-{addon.Rows.Count:D12}", wish.Name, null, false, null, null,
            wish.Kind == AppLinkKind.Connection ? "connecting" : "authorizing", "OAuth", null, clock.GetUtcNow(), "platform@acme.example", null, null, null);
        addon.Rows[row.Key] = row;
        Answering?.Invoke();
        return Task.FromResult<Result<AppLinkRow>>(row);
    }

    /// <summary>What every publishing answers instead; null when all is well.</summary>
    public Problem? RefusesPublishing { get; set; }

    /// <summary>Lie: publishing is accepted, and nothing is published.</summary>
    public bool ForgetsPublishing { get; set; }

    /// <summary>What was sent to be published, in order.</summary>
    public ConcurrentQueue<PublicationWish> Published { get; } = new();

    /// <summary>The org's side of a publication.</summary>
    public Action<PublicationWish, AppLinkDependentRow>? Registering { get; set; }

    /// <inheritdoc />
    public Task<Result<AppLinkInventory>> ReadAddonAsync(HerokuLink account, string addon, CancellationToken ct)
    {
        var read = Read([addon]);
        if (read.Value is not { } inventory) return Task.FromResult(read);
        return Task.FromResult<Result<AppLinkInventory>>(inventory with { Addons = [.. inventory.Addons.Select(a => a with { Dependents = Dependents(Addons.Single(x => x.Key == a.Key)) })] });
    }

    /// <inheritdoc />
    public Task<Result<Done>> PublishAsync(HerokuLink account, PublicationWish wish, CancellationToken ct)
    {
        Leaving?.Invoke();
        Published.Enqueue(wish);
        if ((Closed ?? RefusesPublishing) is { } refusal) return Task.FromResult<Result<Done>>(refusal);
        var addon = Addons.Single(a => a.Key == wish.Addon);
        var (place, connection, now) = ((wish.Connection, wish.App, wish.ClientName), addon.Rows.Values.Single(r => r.Kind == AppLinkKind.Connection && r.Name == wish.Connection), clock.GetUtcNow());
        if (!ForgetsPublishing)
        {
            var number = addon.Publications.Count;
            var made = new AppLinkDependentRow(
                AppLinkDependentKind.Publication, $"cccccccc-0000-4000-8000-{number:D12}", wish.Connection, wish.ClientName, wish.App, $"0Xe{number:D12}", connection.OrgKey, null, now);
            var row = addon.Publications.AddOrUpdate(place, _ => made with { ModifiedAt = now }, (_, before) => before with { ModifiedAt = now });
            Registering?.Invoke(wish, row);
        }
        Answering?.Invoke();
        return Task.FromResult<Result<Done>>(Done.Value);
    }

    /// <inheritdoc />
    public Task<Result<Uri>> SignInAddressAsync(HerokuLink account, string addon, AppLinkKind kind, string key, CancellationToken ct) =>
        Task.FromResult<Result<Uri>>(new Uri($"https://login.salesforce.com/services/oauth2/authorize?state={key}"));

    /// <inheritdoc />
    public async IAsyncEnumerable<RevocationAnswer> RemoveAsync(
        HerokuLink account, IReadOnlyCollection<AppLinkTarget> targets, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        foreach (var target in targets)
        {
            Leaving?.Invoke();
            Removals.Enqueue(target.Key);
            var addon = Addons.SingleOrDefault(a => a.Key == target.Addon);
            if (addon is null || !addon.Rows.TryGetValue(target.Key, out var row))
            {
                yield return new(target.Row, RevocationOutcome.AlreadyGone, "AppLink's complete list did not hold it.");
            }
            else if (Refused.Contains(target.Key))
            {
                yield return new(target.Row, RevocationOutcome.Refused, "Heroku refused (conflict).");
            }
            else
            {
                addon.Rows[target.Key] = row with { Status = StatusOfRemoved };
                _readsLeft[target.Key] = ReadsUntilGone;
                Answering?.Invoke();
                yield return new(target.Row, RevocationOutcome.Accepted, "AppLink accepted the removal and shows it as disconnecting.");
            }
        }
    }

    private Result<AppLinkInventory> Read(IReadOnlyCollection<string>? only)
    {
        Leaving?.Invoke();
        if (Closed is { } closed) return closed;
        Reads.Enqueue(clock.GetUtcNow());
        if (BackAfterAbsence is { } back && _readsLeft.ContainsKey(back.Key) && Addons[0].Rows.TryAdd(back.Key, back)) _readsLeft.Clear();
        foreach (var (key, left) in _readsLeft)
        {
            if (left > 0) _readsLeft[key] = left - 1;
            else if (!Kept.Contains(key)) Addons.ForEach(a => a.Rows.TryRemove(key, out _));
        }
        var addons = Addons.Where(a => only?.Contains(a.Key) != false).Select(a => new AddonRead(
            a.Key, a.Name, a.Attachments[0].AppName, a.Attachments, List(a, AppLinkKind.Connection), List(a, AppLinkKind.Authorization),
            only is null ? Dependents(a) : null)).ToList();
        var now = clock.GetUtcNow();
        return new AppLinkInventory(
            "platform@acme.example", only is null ? 4 : null, addons, [.. (only ?? []).Except(Addons.Select(a => a.Key))], now, now, 7);
    }

    private static Result<IReadOnlyList<AppLinkRow>> List(FakeAddon addon, AppLinkKind kind) => addon.Closed is { } closed
        ? closed
        : addon.Rows.Values.Where(r => r.Kind == kind).OrderBy(r => r.Key, StringComparer.Ordinal).ToArray();

    private static Result<IReadOnlyList<AppLinkDependentRow>> Dependents(FakeAddon addon) => addon.Closed is { } closed
        ? closed
        : addon.Rows.Values.Where(r => r.Kind == AppLinkKind.Connection).OrderBy(r => r.Key, StringComparer.Ordinal)
            .Select(r => new AppLinkDependentRow(
                AppLinkDependentKind.Publication, r.Key, r.Name, $"Api_{r.Name}", addon.Attachments[0].AppKey, null, r.OrgKey, null, null))
            .Concat(addon.Publications.Values.OrderBy(p => p.Key, StringComparer.Ordinal)).ToArray();
}
