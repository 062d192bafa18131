using Governance.Application.Catalog;
using Governance.Application.Connections;
using Governance.Application.Data;
using Governance.Application.Heroku;
using Governance.Application.Inventory;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Both sides of one publication by one fresh read: what AppLink lists, and what the org holds.</summary>
internal sealed record PublicationLook
{
    /// <summary>What AppLink answered.</summary>
    public required AppLinkInventory AppLink { get; init; }

    /// <summary>The add-on; null when the account has it no more.</summary>
    public AddonRead? Addon { get; init; }

    /// <summary>Heroku's id of the app; null when the add-on is not attached to it.</summary>
    public string? App { get; init; }

    /// <summary>The AppLink connection; null when the add-on has none of that name.</summary>
    public AppLinkRow? Connection { get; init; }

    /// <summary>What the app publishes under that name over that connection; null for nothing.</summary>
    public AppLinkDependentRow? Publication { get; init; }

    /// <summary>Why the org, or its text, could not be read; null when it was.</summary>
    public string? Unread { get; init; }

    /// <summary>What the org answered, and by which connection; null when it was not asked, or not reached.</summary>
    public (ConnectionId Via, InventoryRead Read)? Org { get; init; }

    /// <summary>The registration of that name; null when the org holds none, or was not read.</summary>
    public RegistrationFacts? Registration { get; init; }

    /// <summary>SHA-256 of the registration's text; null without one.</summary>
    public string? HeldHash { get; init; }

    /// <summary>What that text says; null when it can't be read.</summary>
    public ApiSpec? Held { get; init; }

    /// <summary>What AppLink's side was like: changes with each publishing.</summary>
    public string AppLinkMark => Publication is { } p ? $"{p.Key} {p.ModifiedAt ?? p.CreatedAt:O}" : "";

    /// <summary>What the org's side was like; null when it was not read.</summary>
    public string? OrgMark => Org is null || Unread is not null ? null : Registration is { } r ? $"{r.SalesforceKey} {r.SystemVersion} {r.ModifiedAt:O} {HeldHash}" : "";

    /// <summary>The org's registration is the one that AppLink names.</summary>
    private bool IsJoined => Publication?.RegistrationId is not { } named || Registration?.SalesforceKey is not { } held || named == held;

    /// <summary>Both sides show what was agreed on.</summary>
    public bool Shows(ApiSpec agreed) => Publication is not null && Registration is not null && IsJoined && Held is { } held && Unlike(agreed, held) is null;

    /// <summary>In what the org's text says something else than was agreed on, one sentence; null when it says the same operations.</summary>
    /// <remarks>An org may write the text anew. Where it kept no <c>x-sfdc</c> at all, its text says nothing of modes, agents and personal data,
    /// and is held against the operations alone.</remarks>
    public static string? Unlike(ApiSpec agreed, ApiSpec held) =>
        SpecDiff.Between(held.HasExtension ? agreed : Bare(agreed), held) is { Kind: not SpecChangeKind.None } diff ? diff.Changes[0].Sentence : null;

    private static ApiSpec Bare(ApiSpec spec) => spec with
    {
        Extensions = [],
        Operations = [.. spec.Operations.Select(o => o with { UserMode = ApiUserMode.Unknown, PermissionSet = null, ClientApps = [], IsAgentAction = false, Topic = null, IsPii = false, Extensions = [] })],
        Callbacks = [.. spec.Callbacks.Select(o => o with { UserMode = ApiUserMode.Unknown, PermissionSet = null, ClientApps = [], IsAgentAction = false, Topic = null, IsPii = false, Extensions = [] })],
    };

    /// <summary>Looks at both sides.</summary>
    /// <returns>The refusal of AppLink's side; that the org can't be read is part of the look.</returns>
    public static async Task<Result<PublicationLook>> TakeAsync(
        GovernanceDb db, IAppLink heroku, ISalesforceOrg orgs, HerokuAccount account, string addon, Org org, RequestContent content, CancellationToken ct)
    {
        var read = await heroku.ReadAddonAsync(account.Link(), addon, ct);
        if (read.Problem is { } unread) return unread;
        var found = read.Value!.Addons.SingleOrDefault(a => a.Key == addon);
        if ((found?.Connections.Problem ?? found?.Dependents?.Problem) is { } unlisted) return unlisted;
        var (name, app) = (content[RequestForms.Api]!, found?.Attachments.FirstOrDefault(a => string.Equals(a.AppName, content[RequestForms.HerokuApp], StringComparison.OrdinalIgnoreCase))?.AppKey);
        var connection = found?.Connections.Value!.FirstOrDefault(c => c.Name == content[RequestForms.Record]);
        var look = new PublicationLook
        {
            AppLink = read.Value,
            Addon = found,
            App = app,
            Connection = connection,
            Publication = found?.Dependents?.Value!.FirstOrDefault(d => d.Kind == AppLinkDependentKind.Publication && d.ConnectionName == connection?.Name && d.AppKey == app && IsSame(d.Name, name)),
        };
        var reader = await db.Connections.AsNoTracking().Where(c => c.LiveOrgId == org.Id).InUseFirst().FirstOrDefaultAsync(ct);
        if (reader is not { IsUsable: true }) return look with { Unread = "the portal is not connected to the org." };
        // What did not move need not be read; this one is read in any case.
        var known = (await PresentFacts.KnownRegistrationsAsync(db, org.Id, ct)).Where(r => !IsSame(r.ApiName, name)).ToList();
        var inventory = await orgs.ReadInventoryAsync(OrgLink.Of(reader, org.SalesforceKey), new InventoryAsk([new CapabilityDue(Capability.Registrations, null)], [], [], known, []), ct);
        if (inventory.Problem is { } shut) return look with { Unread = shut.Message };
        look = look with { Org = (reader.Id, inventory.Value!) };
        var list = inventory.Value!.Reads.Single(r => r.Capability == Capability.Registrations);
        if (list.Problem is { } closed) return look with { Unread = closed.Message };
        var registration = list.Items.Select(i => i.Facts).OfType<RegistrationFacts>().FirstOrDefault(r => IsSame(r.ApiName, name));
        var text = registration is null ? null : list.Specs.FirstOrDefault(s => IsSame(s.RegistrationKey, name))?.Text;
        var says = text is null ? null : SpecReader.Read(text).Value;
        return look with
        {
            Registration = registration,
            HeldHash = text is null ? null : SpecVersion.HashOf(text),
            Held = says,
            Unread = registration is null ? list.Troubles is [var trouble, ..] ? trouble : null : says is null ? "it holds the registration, and no text of it that can be read." : null,
        };
    }

    // Names of metadata are told apart without case.
    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);
}
