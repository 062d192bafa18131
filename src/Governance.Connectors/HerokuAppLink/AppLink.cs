using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Heroku;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>The port. A read, in order: 1. who answers, and how many calls are left; 2. apps, add-ons and attachments,
/// every page; 3. each AppLink add-on in a burst of its own, a few side by side; and how the apps around it are set up.</summary>
internal sealed class AppLink(
    ISecretStore secrets, HerokuWire wire, HerokuBudgets budgets, AppLinkHosts hosts, HostPolicy salesforce,
    AppLinkOptions options, TimeProvider clock)
    : IAppLink
{
    private const string Service = "heroku-applink";
    private const int LongestAddress = 4_000;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public async Task<Result<HerokuIdentity>> IdentifyAsync(HerokuLink account, CancellationToken ct)
    {
        var opened = await OpenAsync(account, CallPurpose.Asked, ct);
        return opened.Problem is { } problem ? problem : opened.Value.Self;
    }

    public Task<Result<AppLinkInventory>> ReadAsync(HerokuLink account, CancellationToken ct) =>
        ReadAsync(account, CallPurpose.ScheduledRead, null, ct);

    public Task<Result<AppLinkInventory>> ReadAgainAsync(
        HerokuLink account, IReadOnlyCollection<string> addons, CancellationToken ct) =>
        ReadAsync(account, CallPurpose.Revocation, addons, ct);

    public async Task<Result<AppLinkInventory>> ReadAddonAsync(HerokuLink account, string addon, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var opened = await OpenAsync(account, CallPurpose.Asked, ct);
        if (opened.Problem is { } closed) return closed;
        var (platform, self) = opened.Value;
        var found = await FindAsync(platform, ct);
        if (found.Problem is { } unread) return unread;
        var there = found.Value!.FirstOrDefault(a => a.Key == addon);
        AddonRead[] reads = there is null ? [] : [await ReadAsync(platform, there, wantsDependents: true, ct)];
        return new AppLinkInventory(self.Email, null, reads, there is null ? [addon] : [], started, clock.GetUtcNow(), platform.Count.Calls);
    }

    public async Task<Result<Done>> PublishAsync(HerokuLink account, PublicationWish wish, CancellationToken ct)
    {
        // The app that the burst speaks for is the one whose API is published.
        var opened = await BurstAsync(account, wish.Addon, wish.App, ct);
        return opened.Problem is { } closed ? closed : await opened.Value.Burst.PublishAsync(wish, ct);
    }

    public async Task<Result<AppLinkRow>> AskAsync(HerokuLink account, AppLinkWish wish, CancellationToken ct)
    {
        var opened = await BurstAsync(account, wish.Addon, null, ct);
        if (opened.Problem is { } closed) return closed;
        var (burst, self) = opened.Value;
        var listed = await burst.RecordsAsync(wish.Kind, ct);
        if (listed.Problem is { } unread) return unread;
        if (listed.Value!.FirstOrDefault(r => string.Equals(r.Name, wish.Name, StringComparison.OrdinalIgnoreCase)) is not { } there)
            return await burst.AskAsync(wish.Kind, wish.Name, wish.LoginOrigin, ct);
        // Its clock and ours differ by seconds; AppLink says who made what.
        return wish.AskedAt is { } before && there.CreatedAt >= before - Skew && string.Equals(there.CreatedBy, self.Email, StringComparison.OrdinalIgnoreCase)
            ? there
            : HerokuErrors.NameTaken;
    }

    public async Task<Result<Uri>> SignInAddressAsync(HerokuLink account, string addon, AppLinkKind kind, string key, CancellationToken ct)
    {
        var opened = await BurstAsync(account, addon, null, ct);
        if (opened.Problem is { } closed) return closed;
        var found = await opened.Value.Burst.SignInAddressAsync(kind, key, ct);
        if (found.Problem is { } unread) return unread;
        if (found.Value is not { } given) return HerokuErrors.NoSignIn;
        return given.Reveal() is { Length: <= LongestAddress } text && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) && address.UserInfo.Length == 0
            && (hosts.Owns(address) || salesforce.Check(address.GetLeftPart(UriPartial.Authority)).Problem is null)
            ? address
            : AppLinkHosts.LeadsElsewhere;
    }

    private async Task<Result<(AppLinkBurst Burst, HerokuIdentity Self)>> BurstAsync(HerokuLink account, string addon, string? app, CancellationToken ct)
    {
        var opened = await OpenAsync(account, CallPurpose.Asked, ct);
        if (opened.Problem is { } closed) return closed;
        var found = await FindAsync(opened.Value.Platform, ct);
        if (found.Problem is { } unread) return unread;
        if (found.Value!.FirstOrDefault(a => a.Key == addon) is not { } there) return HerokuErrors.NoAddon;
        if (app is not null) there = there with { Attachments = [.. there.Attachments.Where(a => a.AppKey == app)] };
        var burst = await AppLinkBurst.OpenAsync(opened.Value.Platform, wire, hosts, there, ct);
        return burst.Problem is { } shut ? shut : (burst.Value!, opened.Value.Self);
    }

    public async IAsyncEnumerable<RevocationAnswer> RemoveAsync(
        HerokuLink account, IReadOnlyCollection<AppLinkTarget> targets, [EnumeratorCancellation] CancellationToken ct)
    {
        var opened = await OpenAsync(account, CallPurpose.Revocation, ct);
        var found = opened.Problem is null ? await FindAsync(opened.Value.Platform, ct) : opened.Problem;
        foreach (var group in targets.GroupBy(t => t.Addon))
        {
            if (found.Problem is { } unread)
            {
                foreach (var target in group) yield return Failed(target, unread);
                continue;
            }
            if (found.Value!.FirstOrDefault(a => a.Key == group.Key) is not { } addon)
            {
                foreach (var target in group)
                    yield return new(target.Row, RevocationOutcome.AlreadyGone, "The add-on is no longer in the account.");
                continue;
            }
            await foreach (var answer in RemoveAsync(opened.Value.Platform, addon, group, ct)) yield return answer;
        }
    }

    private async IAsyncEnumerable<RevocationAnswer> RemoveAsync(
        HerokuPlatform platform, FoundAddon addon, IEnumerable<AppLinkTarget> targets, [EnumeratorCancellation] CancellationToken ct)
    {
        var burst = await AppLinkBurst.OpenAsync(platform, wire, hosts, addon, ct);
        // Authorizations first, then connections (Heroku AppLink reference, order of revocation).
        foreach (var kind in targets.GroupBy(t => t.Kind).OrderByDescending(g => g.Key))
        {
            var listed = burst.Problem is null ? await burst.Value!.RecordsAsync(kind.Key, ct) : burst.Problem;
            foreach (var target in kind)
            {
                if (listed.Problem is { } unread) yield return Failed(target, unread);
                else if (listed.Value!.FirstOrDefault(r => r.Key == target.Key) is { } row)
                    yield return Answer(target, await burst.Value!.RemoveAsync(row, ct));
                else yield return new(target.Row, RevocationOutcome.AlreadyGone, "AppLink's complete list did not hold it.");
            }
        }
    }

    private async Task<Result<AppLinkInventory>> ReadAsync(
        HerokuLink account, CallPurpose purpose, IReadOnlyCollection<string>? only, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        var opened = await OpenAsync(account, purpose, ct);
        if (opened.Problem is { } closed) return closed;
        var (platform, self) = opened.Value;
        int? apps = null;
        AddonSurroundings? around = null;
        if (only is null)
        {
            var listed = await platform.ListAsync("/apps", HerokuJson.App, ct);
            if (listed.Problem is { } unlisted) return unlisted;
            apps = listed.Value!.Count;
            around = new AddonSurroundings(platform, hosts, listed.Value!);
        }
        var found = await FindAsync(platform, ct);
        if (found.Problem is { } unread) return unread;
        var reads = new ConcurrentBag<AddonRead>();
        await Parallel.ForEachAsync(
            found.Value!.Where(a => only?.Contains(a.Key) != false),
            new ParallelOptions { MaxDegreeOfParallelism = options.InFlight, CancellationToken = ct },
            async (addon, stop) => reads.Add(await ReadAsync(platform, addon, only is null, stop) with { Posture = around is null ? null : await around.ReadAsync(addon, stop) }));
        return new AppLinkInventory(
            self.Email, apps, [.. reads.OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Key, StringComparer.Ordinal)],
            [.. (only ?? []).Except(found.Value!.Select(a => a.Key))], started, clock.GetUtcNow(), platform.Count.Calls);
    }

    private async Task<AddonRead> ReadAsync(HerokuPlatform platform, FoundAddon addon, bool wantsDependents, CancellationToken ct)
    {
        var burst = await AppLinkBurst.OpenAsync(platform, wire, hosts, addon, ct);
        if (burst.Problem is { } shut)
            return new AddonRead(addon.Key, addon.Name, addon.OwnerName, addon.Attachments, shut, shut, shut);
        var connections = await burst.Value!.RecordsAsync(AppLinkKind.Connection, ct);
        var authorizations = await burst.Value.RecordsAsync(AppLinkKind.Authorization, ct);
        if (!wantsDependents) return new AddonRead(addon.Key, addon.Name, addon.OwnerName, addon.Attachments, connections, authorizations, null);
        var dependents = connections.Problem is { } unread
            ? unread
            : await burst.Value.DependentsAsync(connections.Value!, addon.Attachments, ct);
        return new AddonRead(addon.Key, addon.Name, addon.OwnerName, addon.Attachments, connections, authorizations, dependents);
    }

    private async Task<Result<(HerokuPlatform Platform, HerokuIdentity Self)>> OpenAsync(
        HerokuLink account, CallPurpose purpose, CancellationToken ct)
    {
        if (await secrets.GetAsync(SecretName.HerokuToken(account.Account), ct) is not { } token)
            return Problem.RemoteRefused(RemoteCodes.CredentialRefused, "The portal has no token of this Heroku account. Reconnect it.");
        var platform = new HerokuPlatform(account, purpose, token, wire, budgets, options);
        var self = await platform.IdentifyAsync(ct);
        if (self.Problem is { } problem) return problem;
        if (account.ExpectedKey is { } expected && expected != self.Value!.Key) return HerokuProblems.AccountChanged;
        return (platform, self.Value!);
    }

    private static async Task<Result<IReadOnlyList<FoundAddon>>> FindAsync(HerokuPlatform platform, CancellationToken ct)
    {
        var addons = await platform.ListAsync("/addons", AddonOf, ct);
        if (addons.Problem is { } unlisted) return unlisted;
        var attachments = await platform.ListAsync("/addon-attachments", AttachmentOf, ct);
        if (attachments.Problem is { } unread) return unread;
        var byAddon = attachments.Value!.ToLookup(a => a.Addon, a => a.At);
        return addons.Value!.DistinctBy(a => a.Key).Select(a => a with
        {
            Attachments = [.. byAddon[a.Key].OrderBy(at => at.AppName, StringComparer.Ordinal).ThenBy(at => at.Name, StringComparer.Ordinal)],
        }).ToArray();
    }

    private static FoundAddon? AddonOf(JsonElement item) =>
        OrgJson.Text(OrgJson.Relation(item, "addon_service"), "name") == Service && HerokuJson.Id(item) is { } key
            ? new FoundAddon(key, HerokuJson.Name(item, "name"), HerokuJson.Id(OrgJson.Relation(item, "app")) ?? "",
                HerokuJson.Name(OrgJson.Relation(item, "app"), "name"), [])
            : null;

    private sealed record FoundAttachment(string Addon, AppLinkAttachment At);

    private static FoundAttachment? AttachmentOf(JsonElement item)
    {
        var app = OrgJson.Relation(item, "app");
        return HerokuJson.Id(OrgJson.Relation(item, "addon")) is { } addon && HerokuJson.Id(app) is { } key
            ? new FoundAttachment(addon, new AppLinkAttachment(key, HerokuJson.Name(app, "name"), HerokuJson.Name(item, "name")))
            : null;
    }

    private static RevocationAnswer Answer(AppLinkTarget target, Result<string?> removed) => removed switch
    {
        { Problem: { Code: HerokuCodes.NotFound } } =>
            new(target.Row, RevocationOutcome.AlreadyGone, "AppLink answered that it no longer exists."),
        { Problem: { } problem } => Failed(target, problem),
        { Value: var status } => new(target.Row, RevocationOutcome.Accepted,
            AppLinkStatusWords.Of(status) == AppLinkStatus.Ending
                ? "AppLink accepted the removal and shows it as disconnecting."
                : "AppLink accepted the removal."),
    };

    private static RevocationAnswer Failed(AppLinkTarget target, Problem problem) => new(target.Row, problem switch
    {
        { Code: RemoteCodes.RightMissing } => RevocationOutcome.RightMissing,
        { Code: HerokuCodes.Redirected or RemoteCodes.LimitReached } => RevocationOutcome.Unreachable,
        { Kind: ProblemKind.RemoteUnavailable } => RevocationOutcome.Unreachable,
        _ => RevocationOutcome.Refused,
    }, problem.Message);
}
