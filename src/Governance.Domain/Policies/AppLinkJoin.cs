using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies;

/// <summary>One add-on for the join. A null list was not read.</summary>
/// <param name="Name">As in applink-curved-10234.</param>
/// <param name="AppKeys">Heroku's ids of the apps it is attached to.</param>
/// <param name="Records">Its connections and authorizations.</param>
/// <param name="Publications">Its publications.</param>
public sealed record JoinAddon(
    string Name, IReadOnlyList<string>? AppKeys, IReadOnlyList<AppLinkRow>? Records, IReadOnlyList<AppLinkDependentRow>? Publications);

/// <summary>What the spec of a registration names.</summary>
/// <param name="UserPlusSets">Permission sets, by API name.</param>
/// <param name="ClientApps">Client apps, by API name.</param>
public sealed record SpecNames(IReadOnlyList<string> UserPlusSets, IReadOnlyList<string> ClientApps);

/// <summary>One org for the join.</summary>
/// <param name="Key">Its id on 15 characters.</param>
/// <param name="Picture">What was read.</param>
/// <param name="Specs">What specs name, by API name of the registration; one that is missing was not read.</param>
/// <param name="AppLinkApp">Label of AppLink's client app in comparable form; null when not known.</param>
public sealed record JoinOrg(string Key, OrgPicture Picture, IReadOnlyDictionary<string, SpecNames> Specs, string? AppLinkApp = null);

/// <summary>A published API, both sides together.</summary>
/// <param name="Org">In which org; null while the portal is not connected to it.</param>
/// <param name="Registration">Null when the org does not hold one.</param>
/// <param name="Publication">Null when no add-on has one.</param>
/// <param name="Connection">The connection it hangs on; null when there is none.</param>
/// <param name="Credential">Named credential it calls through; null when there is none.</param>
/// <param name="InvokeSets">Sets that let users invoke it.</param>
/// <param name="Invokers">Users who hold one of them, 15 characters each.</param>
public sealed record JoinedEntry(
    JoinOrg? Org, PictureItem<RegistrationFacts>? Registration, AppLinkDependentRow? Publication, AppLinkRow? Connection,
    PictureItem<NamedCredentialFacts>? Credential, IReadOnlyList<PictureItem<PermissionSetFacts>> InvokeSets, IReadOnlyList<string> Invokers);

/// <summary>Lays AppLink's side and the orgs' side over each other. Says nothing amiss where a side was not read.</summary>
public sealed class AppLinkJoin
{
    private readonly IReadOnlyList<JoinAddon> _addons;
    private readonly Dictionary<string, JoinOrg> _orgs;
    private readonly HashSet<(string Org, string Registration)> _claimed = [];
    private readonly List<JoinedEntry> _entries = [];
    private readonly HashSet<JoinMismatch> _mismatches = [];

    private AppLinkJoin(IReadOnlyList<JoinAddon> addons, IReadOnlyList<JoinOrg> orgs) =>
        (_addons, _orgs) = (addons, orgs.ToDictionary(o => o.Key, StringComparer.Ordinal));

    /// <summary>Every publication and every registration made by AppLink, once.</summary>
    public IReadOnlyList<JoinedEntry> Entries => _entries;

    /// <summary>What is amiss, each once.</summary>
    public IReadOnlyCollection<JoinMismatch> Mismatches => _mismatches;

    /// <summary>Joins.</summary>
    public static AppLinkJoin Of(IReadOnlyList<JoinAddon> addons, IReadOnlyList<JoinOrg> orgs)
    {
        var join = new AppLinkJoin(addons, orgs);
        foreach (var addon in addons)
        {
            foreach (var publication in addon.Publications ?? []) join.Take(addon, publication);
            foreach (var record in addon.Records ?? []) join.LookAtUser(record);
        }
        foreach (var org in orgs)
        {
            join.TakeUnpublished(org);
            join.LookAtCredentials(org);
            join.LookAtGrants(org);
        }
        return join;
    }

    private void Add(JoinMismatchKind kind, string? org, string subject) => _mismatches.Add(new(kind, org, subject));

    private void Take(JoinAddon addon, AppLinkDependentRow publication)
    {
        if (publication.Kind != AppLinkDependentKind.Publication) return;
        var connection = addon.Records?.FirstOrDefault(r => r.Kind == AppLinkKind.Connection && r.Name == publication.ConnectionName);
        var key = publication.OrgKey ?? connection?.OrgKey;
        if (addon.Records is not null && connection is null) Add(JoinMismatchKind.PublicationWithoutConnection, key, publication.Name);
        if (connection is not null && AppLinkStatusWords.Of(connection.Status) is AppLinkStatus.Failed or AppLinkStatus.Ended)
            Add(JoinMismatchKind.PublicationOverBrokenConnection, key, publication.Name);
        if (publication.OrgKey is not null && connection?.OrgKey is { } leadsTo && leadsTo != publication.OrgKey)
            Add(JoinMismatchKind.PublicationInOtherOrg, publication.OrgKey, publication.Name);
        if (publication.AppKey is { } app && addon.AppKeys is { } attached && !attached.Contains(app))
            Add(JoinMismatchKind.PublicationOfUnattachedApp, key, publication.Name);

        var org = key is null ? null : _orgs.GetValueOrDefault(key);
        var registration = org is null ? null : Find(org.Picture, publication);
        if (org is not null && registration is null && org.Picture.Blind(Capability.Registrations) is null)
            Add(JoinMismatchKind.PublicationWithoutRegistration, key, publication.Name);
        if (org is not null && registration is not null)
        {
            if (!_claimed.Add((org.Key, registration.Key))) Add(JoinMismatchKind.PublishedTwice, key, registration.Facts.ApiName);
            if (registration.Facts.ApiName != publication.Name) Add(JoinMismatchKind.NamesDiffer, key, publication.Name);
        }
        Complete(org, registration, publication, connection);
    }

    // By id first: a name can be changed, and used again.
    private static PictureItem<RegistrationFacts>? Find(OrgPicture org, AppLinkDependentRow publication) =>
        (publication.RegistrationId is { } id ? org.Registrations.FirstOrDefault(r => r.Facts.SalesforceKey == id) : null)
            ?? org.Registrations.FirstOrDefault(r => r.Facts.ApiName == publication.Name && (r.Facts.SalesforceKey is null || publication.RegistrationId is null));

    private void TakeUnpublished(JoinOrg org)
    {
        var isWhole = _addons.All(a => a.Publications is not null);
        foreach (var registration in org.Picture.Registrations)
        {
            if (registration.Facts.ProviderType != "Heroku" || _claimed.Contains((org.Key, registration.Key))) continue;
            if (isWhole) Add(JoinMismatchKind.RegistrationWithoutPublication, org.Key, registration.Facts.ApiName);
            Complete(org, registration, null, null);
        }
    }

    private void Complete(JoinOrg? org, PictureItem<RegistrationFacts>? registration, AppLinkDependentRow? publication, AppLinkRow? connection)
    {
        if (org is null || registration is null)
        {
            _entries.Add(new(org, registration, publication, connection, null, [], []));
            return;
        }
        var (name, facts) = (registration.Facts.ApiName, registration.Facts);
        var credential = org.Picture.NamedCredentials.FirstOrDefault(c => c.Facts.ApiName == facts.NamedCredential);
        if (credential is null && org.Picture.Blind(Capability.Metadata) is null) Add(JoinMismatchKind.RegistrationWithoutCredential, org.Key, name);
        var sets = new CatalogThing(org.Picture, registration, publication).InvokeSets;
        List<string> invokers = [.. sets.SelectMany(s => org.Picture.HoldersOf(s.Key)).Distinct(StringComparer.Ordinal)];
        _entries.Add(new(org, registration, publication, connection, credential, sets, invokers));

        var names = org.Specs.GetValueOrDefault(name);
        if (org.Picture.Blind(Capability.PermissionSets) is null)
        {
            if (sets.Count == 0) Add(JoinMismatchKind.InvokeSetMissing, org.Key, name);
            else if (invokers.Count == 0) Add(JoinMismatchKind.InvokeSetUnassigned, org.Key, name);
            foreach (var plus in names?.UserPlusSets ?? []) LookAtUserPlus(org, name, plus, invokers);
        }
        if (org.Picture.Blind(Capability.ClientApps) is not null || org.Picture.Blind(Capability.Metadata) is not null) return;
        foreach (var app in names?.ClientApps ?? [])
        {
            if (!org.Picture.Apps.Any(a => (a.Row?.ApiName ?? a.Policy?.Facts.ApiName) == app)) Add(JoinMismatchKind.ClientAppMissing, org.Key, $"{name}: {app}");
        }
    }

    private void LookAtUserPlus(JoinOrg org, string name, string plus, IReadOnlyList<string> invokers)
    {
        if (org.Picture.SetNamed(plus, isSet: true) is not { } set)
        {
            Add(JoinMismatchKind.UserPlusSetMissing, org.Key, $"{name}: {plus}");
            return;
        }
        if (set.Facts.HasActivationRequired == false) Add(JoinMismatchKind.UserPlusSetStanding, org.Key, $"{name}: {plus}");
        var holders = org.Picture.HoldersOf(set.Key);
        if (invokers.Any(i => !holders.Contains(i))) Add(JoinMismatchKind.InvokerLacksUserPlus, org.Key, $"{name}: {plus}");
    }

    private void LookAtCredentials(JoinOrg org)
    {
        var shared = org.Picture.Registrations.Where(r => r.Facts is { ProviderType: "Heroku", NamedCredential: not null })
            .GroupBy(r => r.Facts.NamedCredential!, StringComparer.Ordinal).Where(g => g.Count() > 1);
        foreach (var credential in shared) Add(JoinMismatchKind.CredentialShared, org.Key, credential.Key);
    }

    private void LookAtUser(AppLinkRow record)
    {
        if (AppLinkStatusWords.Of(record.Status) != AppLinkStatus.Active || record.OrgKey is not { } key) return;
        if (_orgs.GetValueOrDefault(key) is not { } org || UserOf(org.Picture, record) is not { } user) return;
        if (user.Facts is { IsActive: false } or { IsFrozen: true }) Add(JoinMismatchKind.UserInactive, key, record.Name);
        if (record.Username is { } username && !string.Equals(user.Name, username, StringComparison.OrdinalIgnoreCase))
            Add(JoinMismatchKind.UsernameDiffers, key, record.Name);
        if (record.Kind != AppLinkKind.Connection || org.AppLinkApp is null || org.Picture.Blind(Capability.Authorizations) is not null) return;
        if (!org.Picture.Grants.Any(g => g.AppKey == org.AppLinkApp && g.Owners.Contains(user.Key)))
            Add(JoinMismatchKind.ConnectionWithoutGrant, key, record.Name);
    }

    private void LookAtGrants(JoinOrg org)
    {
        if (org.AppLinkApp is null || _addons.Any(a => a.Records is null)) return;
        var known = _addons.SelectMany(a => a.Records!).Where(r => r.OrgKey == org.Key && AppLinkStatusWords.Of(r.Status) is not AppLinkStatus.Ended)
            .Select(r => UserOf(org.Picture, r)?.Key ?? r.UserKey).ToHashSet(StringComparer.Ordinal);
        foreach (var owner in org.Picture.Grants.Where(g => g.AppKey == org.AppLinkApp).SelectMany(g => g.Owners))
        {
            if (!known.Contains(owner)) Add(JoinMismatchKind.GrantWithoutConnection, org.Key, org.Picture.User(owner)?.Name ?? owner);
        }
    }

    private static PictureItem<UserFacts>? UserOf(OrgPicture org, AppLinkRow record) =>
        record.UserKey is { } id ? org.User(id) : record.Username is { } username ? org.UserNamed(username) : null;
}
