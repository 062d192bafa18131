using Governance.Domain.Heroku;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies;

/// <summary>An AppLink connection or authorization, for the rules. A null member was not read.</summary>
public sealed record AppLinkRecordThing
{
    /// <summary>Ours.</summary>
    public required AppLinkRecordId Id { get; init; }

    /// <summary>Connection or authorization.</summary>
    public required AppLinkKind Kind { get; init; }

    /// <summary>connection_name or developer_name.</summary>
    public required string Name { get; init; }

    /// <summary>AppLink's own word.</summary>
    public required string StatusWord { get; init; }

    /// <summary>Moment of judging, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the word means.</summary>
    public AppLinkStatus Status => AppLinkStatusWords.Of(StatusWord);

    /// <summary>Since when it has that word, UTC.</summary>
    public DateTimeOffset? StatusSince { get; init; }

    /// <summary>15-character id of the org, as AppLink says; null until the org answered.</summary>
    public string? OrgKey { get; init; }

    /// <summary>The Salesforce user, as AppLink says; null until known.</summary>
    public string? Username { get; init; }

    /// <summary>That user's id, 15 characters; null until known.</summary>
    public string? UserKey { get; init; }

    /// <summary>The org it leads to; null while the portal is not connected to it.</summary>
    public OrgPicture? Org { get; init; }

    /// <summary>15-character id of that org, as the org says.</summary>
    public string? OrgsOwnKey { get; init; }

    /// <summary>15-character ids of the orgs that its publications say they lie in.</summary>
    public IReadOnlyList<string>? PublicationOrgKeys { get; init; }

    /// <summary>Data action targets that hang on it.</summary>
    public int? Targets { get; init; }

    /// <summary>Live authorizations of the same add-on for the same org.</summary>
    public int? Authorizations { get; init; }

    /// <summary>Since when it has neither publication, target nor authorization, UTC; null while it has one.</summary>
    public DateTimeOffset? BareSince { get; init; }
}

/// <summary>An app that an add-on is attached to. A null member was not read.</summary>
/// <param name="Name">Heroku's name of it.</param>
/// <param name="Environment">Stage of its pipeline, as in production.</param>
/// <param name="Owner">Team or person that owns it.</param>
/// <param name="HasMeshBuildpack">The service mesh is among its buildpacks.</param>
/// <param name="BypassesAll">All routes are let through unchecked.</param>
/// <param name="BypassedRoutes">Routes let through unchecked; empty when none.</param>
/// <param name="LogsDebug">It logs at debug level: the mesh then writes tokens.</param>
public sealed record AttachedApp(
    string Name, string? Environment, string? Owner, bool? HasMeshBuildpack, bool? BypassesAll, IReadOnlyList<string>? BypassedRoutes,
    bool? LogsDebug);

/// <summary>A Heroku AppLink add-on, for the rules. A null member was not read.</summary>
public sealed record AppLinkAddonThing
{
    /// <summary>Ours.</summary>
    public required AppLinkAddonId Id { get; init; }

    /// <summary>As in applink-curved-10234.</summary>
    public required string Name { get; init; }

    /// <summary>Apps it is attached to.</summary>
    public IReadOnlyList<AttachedApp>? Apps { get; init; }

    /// <summary>Heroku users who can read the config vars of one of its apps, and with them the add-on's token.</summary>
    public IReadOnlyList<string>? Readers { get; init; }

    /// <summary>Host of its API address.</summary>
    public string? ApiHost { get; init; }

    /// <summary>That host is on the portal's allow-list.</summary>
    public bool? IsApiHostTrusted { get; init; }

    /// <summary>It published an API: only then the mesh stands before anything.</summary>
    public bool? HasPublications { get; init; }
}

/// <summary>A published API in one org, for the rules: registration, publication, or both.</summary>
public sealed class CatalogThing
{
    private readonly List<PictureItem<PermissionSetFacts>> _invokeSets = [];

    /// <param name="org">In which org.</param>
    /// <param name="registration">Null when the org does not hold one.</param>
    /// <param name="publication">Null when no add-on has one.</param>
    public CatalogThing(OrgPicture org, PictureItem<RegistrationFacts>? registration, AppLinkDependentRow? publication)
    {
        (Org, Registration, Publication) = (org, registration, publication);
        Name = registration?.Facts.ApiName ?? publication?.Name ?? throw new ArgumentException("Registration or publication.", nameof(registration));
        var credential = org.NamedCredentials.FirstOrDefault(c => c.Facts.ApiName == (registration?.Facts.NamedCredential ?? Name))?.Facts.ExternalCredential;
        foreach (var set in org.Sets)
        {
            if (set.Facts.ApiName == Name || Opens(set.Facts, credential)) _invokeSets.Add(set);
        }

        static bool Opens(PermissionSetFacts set, string? credential)
        {
            if (credential is null) return false;
            foreach (var principal in set.Principals)
            {
                if (principal.Length > credential.Length && principal[credential.Length] == '-' && principal.StartsWith(credential, StringComparison.Ordinal)) return true;
            }
            return false;
        }
    }

    /// <summary>In which org.</summary>
    public OrgPicture Org { get; }

    /// <summary>Client name.</summary>
    public string Name { get; }

    /// <summary>The External Service registration; null when the org does not hold one.</summary>
    public PictureItem<RegistrationFacts>? Registration { get; }

    /// <summary>AppLink's publication; null when no add-on has one.</summary>
    public AppLinkDependentRow? Publication { get; }

    /// <summary>Every add-on that may publish to this org was read, its publications among it; otherwise why not.</summary>
    public string? PublicationsBlind { get; init; }

    /// <summary>Sets that let a user invoke it: named like it, or opening its credential.</summary>
    public IReadOnlyList<PictureItem<PermissionSetFacts>> InvokeSets => _invokeSets;

    /// <summary>Session-based sets that its operations name, by API name; null when no spec was read.</summary>
    public IReadOnlyList<string>? UserPlusSets { get; init; }

    /// <summary>SHA-256 of the spec that was declared for it, hex; null when none was.</summary>
    public string? DeclaredSpecHash { get; init; }

    /// <summary>AppLink made it, or says so.</summary>
    public bool IsAppLink => Publication is not null || Registration?.Facts.ProviderType == "Heroku";
}
