using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>One answer of a form.</summary>
/// <param name="Name">Of the field.</param>
/// <param name="Value">As filled in; empty when it is not.</param>
public sealed record FieldValue(string Name, string Value);

/// <summary>Makes of the answers of a form what is asked for, within what the actor sees.</summary>
internal sealed class RequestWriter(GovernanceDb db, RequestSpecs specs, ISalesforceOrg orgs, CurrentActor current, TimeProvider clock)
{
    /// <summary>Most answers that are read.</summary>
    public const int MostFields = RequestContent.MaxFields;

    /// <param name="Wish">What is asked for, as far as it is filled in.</param>
    /// <param name="Errors">What is wrong, by name of the field.</param>
    public sealed record Written(RequestWish Wish, IReadOnlyDictionary<string, string> Errors);

    /// <summary>What is asked for and what is wrong with it; null for a kind without a form.</summary>
    public async Task<Written?> ReadAsync(RequestKind kind, IReadOnlyList<FieldValue> answers, string reason, CancellationToken ct)
    {
        if (RequestForms.Of(kind) is not { } form) return null;
        var given = answers.GroupBy(a => a.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        var content = RequestContent.Of(form.Fields.Select(f => KeyValuePair.Create(f.Name, given.GetValueOrDefault(f.Name))));
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            if (field.ErrorOf(content[field.Name], today) is { } wrong) errors[field.Name] = wrong;
        }
        var org = await OrgAsync(content, ct);
        // Decided on is one set: a label is said as the API name that alone has it.
        if (kind == RequestKind.PermissionSetGrant && org is not null && content[RequestForms.Set] is { } set && NamedSets.Find(await NamedSets.OfAsync(db, org.Id, ct), set) is { } meant)
            content = RequestContent.Of(content.Fields.Select(f => KeyValuePair.Create(f.Key, f.Key == RequestForms.Set ? meant.ApiName : (string?)f.Value)));
        if (content[RequestForms.Org] is not null && org is null) errors[RequestForms.Org] = "There is no such org, or it is outside your org groups.";
        var integration = await IntegrationAsync(content, ct);
        if (content[RequestForms.Integration] is not null && integration is null) errors[RequestForms.Integration] = "There is no such integration, or nothing of it is in your org groups.";
        var group = org?.OrgGroupId ?? await GroupAsync(content, ct);
        if (content[RequestForms.OrgGroup] is not null && group is null) errors[RequestForms.OrgGroup] = "There is no such org group, or it is not one of yours.";
        if (group is null && !current.Scope.All)
            errors.TryAdd(form.Fields.Any(f => f.Name == RequestForms.OrgGroup) ? RequestForms.OrgGroup : form.Fields[0].Name,
                form.Fields.Any(f => f.Name == RequestForms.OrgGroup) ? "Choose one of your org groups." : "Only somebody who sees every org group asks for this.");
        CheckHost(content, errors);
        foreach (var (name, says) in PublicationRules.ErrorsOf(content, await specs.OfAsync(content, ct))) errors.TryAdd(name, says);
        if (AppPolicyBack.IsMeant(content) && errors.Count == 0 && await AppPolicyBack.WishAsync(db, content, ct) is null)
            errors[RequestForms.Before] = "Name a request by which the portal changed the policy of this client app in this org, and kept how it was.";
        return new Written(new RequestWish(kind, TitleOf(kind, content, org, integration), reason, group, content) { SubjectId = integration?.Id.Value ?? org?.Id.Value }, errors);
    }

    public async Task<Org?> OrgAsync(RequestContent content, CancellationToken ct)
    {
        if (!Guid.TryParse(content[RequestForms.Org], out var value)) return null;
        var id = new OrgId(value);
        return await db.Orgs.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, ct);
    }

    public async Task<Integration?> IntegrationAsync(RequestContent content, CancellationToken ct)
    {
        if (!Guid.TryParse(content[RequestForms.Integration], out var value)) return null;
        var id = new IntegrationId(value);
        return await db.Integrations.AsNoTracking().Include(i => i.Parts).SingleOrDefaultAsync(i => i.Id == id, ct) is { } found
            && (current.Scope.All || (await Integrations.IntegrationReach.ReadAsync(db, [found], ct)).Contains(found.Id)) ? found : null;
    }

    /// <summary>What its risk rests on, now.</summary>
    public async Task<FormFacts> FactsAsync(RequestKind kind, RequestContent content, CancellationToken ct)
    {
        var org = await OrgAsync(content, ct);
        var named = await SetsAsync(kind, content, ct);
        var sets = org is null || named.Count == 0 ? [] : await NamedSets.OfAsync(db, org.Id, ct);
        var found = named.Select(n => NamedSets.Find(sets, n)).ToList();
        var granted = found.Select(f => f is null ? null : SetStanding.DangerousOf(f)).ToList();
        // The set that a publication makes is not there yet.
        bool IsMade(int index) => kind == RequestKind.AppLinkPublication && named[index] == content[RequestForms.Set];
        var open = await IntegrationAsync(content, ct) is { } integration
            ? await db.Findings.AsNoTracking().CountAsync(f => f.ThingId == integration.Id.Value && f.Thing == ThingKind.Integration
                && (f.Severity == Severity.High || f.Severity == Severity.Critical) && (f.State == FindingState.Open || f.State == FindingState.Reopened), ct)
            : 0;
        return new FormFacts(org is null ? null : org.Environment == OrgEnvironment.Production,
            granted.All(g => g is null) ? null : [.. granted.SelectMany(g => g ?? []).Distinct(StringComparer.Ordinal)], open, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime))
        {
            Publication = await specs.FactsAsync(content, org, hasUnreadSet: granted.Where((g, i) => g is null && !IsMade(i)).Any(), ct),
            HasUnknownSet = found.Contains(null),
        };
    }

    /// <summary>Permission sets that somebody gets by it.</summary>
    private async Task<IReadOnlyList<string>> SetsAsync(RequestKind kind, RequestContent content, CancellationToken ct) => kind switch
    {
        RequestKind.PermissionSetGrant => content[RequestForms.Set] is { } set ? [set] : [],
        RequestKind.AppLinkPublication => await specs.SpecAsync(content, ct) is { } spec ? RequestSpecs.SetsOf(spec) : [],
        _ => [],
    };

    /// <summary>What the decision table needs; null where the form does not ask, or is not filled in.</summary>
    public async Task<ArchitectureInputs?> InputsAsync(RequestContent content, CancellationToken ct)
    {
        if (await OrgAsync(content, ct) is not { } org) return null;
        var used = await db.Items.AsNoTracking().CountAsync(i => i.OrgId == org.Id && i.Kind == Domain.Inventory.ItemKind.Certificate && i.GoneAt == null, ct);
        return FormRisk.InputsOf(content, org.Infrastructure, used);
    }

    private async Task<OrgGroupId?> GroupAsync(RequestContent content, CancellationToken ct)
    {
        if (!Guid.TryParse(content[RequestForms.OrgGroup], out var value)) return null;
        var id = new OrgGroupId(value);
        return await db.OrgGroups.AsNoTracking().AnyAsync(g => g.Id == id, ct) ? id : null;
    }

    private void CheckHost(RequestContent content, Dictionary<string, string> errors)
    {
        if (content[RequestForms.LoginHost] is not { } host) return;
        var checkedHost = orgs.CheckLoginHost(host);
        if (checkedHost.Problem is { } refused) errors[RequestForms.LoginHost] = refused.Message;
        else if (checkedHost.Value!.Host is "login.salesforce.com" or "test.salesforce.com" && content[RequestForms.OrgId] is null)
            errors[RequestForms.OrgId] = "Many orgs sign in at that host: say which one by its id, or give its My Domain.";
    }

    private static string TitleOf(RequestKind kind, RequestContent content, Org? org, Integration? integration) => kind switch
    {
        RequestKind.ConnectOrg => $"Connect org {content[RequestForms.Name]}",
        RequestKind.ConnectHeroku => $"Connect Heroku account {content[RequestForms.Name]}",
        RequestKind.AppLinkConnection => $"AppLink connection of {content[RequestForms.Addon]} to {org?.Label}",
        RequestKind.AppLinkAuthorization => $"AppLink authorization of {content[RequestForms.Addon]} as {content[RequestForms.User]}",
        RequestKind.AppLinkPublication => $"Publish {content[RequestForms.Api]} to {org?.Label}",
        RequestKind.ClientApp => $"Client app {content[RequestForms.App]} for {integration?.Name}",
        RequestKind.AppPolicy => $"OAuth policy of {content[RequestForms.App]} in {org?.Label}",
        RequestKind.PermissionSetGrant => $"Give {content[RequestForms.Set]} to {content[RequestForms.User]}",
        _ => $"Renew {integration?.Name}",
    };
}
