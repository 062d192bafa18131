using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Kinds that a form asks for (<see cref="RequestForms"/>): done after approval by the portal where it can (<see cref="IErrand"/>),
/// else by a person with a checklist.</summary>
internal sealed class FormKind(GovernanceDb db, RequestWriter writer, RequestSpecs specs, Errands errands) : IRequestKind
{
    public IReadOnlyList<Permission> DecidedWith => [];

    public RequestState AfterApproval => RequestState.WaitingForPerson;

    public bool Is(RequestKind kind) => RequestForms.Of(kind) is not null;

    public async Task<RequestRisk> RiskAsync(Request request, DateTimeOffset now, CancellationToken ct) =>
        FormRisk.Of(request.Kind, request.Content, await writer.FactsAsync(request.Kind, request.Content, ct));

    public async Task<RequestView> DescribeAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        // The last day is told beside, with what was agreed to.
        var untilTerm = RequestForms.Of(request.Kind)!.LabelOf(RequestContent.UntilName);
        var errand = await ErrandAsync(request, ct);
        return new RequestView([.. (await SayAsync(request.Kind, request.Content, ct)).Where(l => l.Term != untilTerm)])
        {
            Errand = errand,
            Steps = errand switch
            {
                null or { State: ErrandState.ByPerson } => FormSteps.Of(request.Kind, request.Content, await writer.OrgAsync(request.Content, ct), request.AgreedUntil),
                { State: ErrandState.NotEnded } => FormSteps.Ending(request.Content, await writer.OrgAsync(request.Content, ct)),
                _ => [],
            },
            Pattern = await PatternAsync(request.Content, ct),
            Publication = await specs.ViewAsync(request.Content, await writer.OrgAsync(request.Content, ct), ct),
        };
    }

    private async Task<RequestView.ErrandPart?> ErrandAsync(Request request, CancellationToken ct)
    {
        if (errands.Of(request.Kind) is not { } errand) return null;
        if (await db.RequestErrands.AsNoTracking().SingleOrDefaultAsync(e => e.RequestId == request.Id, ct) is { } carried)
            return new(errand.Does, carried.State, carried.Said, carried.ProvenAt, carried.EndsAt, carried.EndedAt) { CanGoBack = request.Kind == RequestKind.AppPolicy && carried is { State: ErrandState.Done, Former: not null } && !AppPolicyBack.IsMeant(request.Content) };
        var isUndecided = request.State == RequestState.Draft || RequestStates.IsWaiting(request.State);
        return isUndecided && await errand.ViaAsync(request.Content, ct) is not null ? new(errand.Does, null, "", null, null, null) : null;
    }

    public async Task<IReadOnlyList<RequestLine>> SayAsync(RequestKind kind, RequestContent content, CancellationToken ct)
    {
        var (org, integration) = (await writer.OrgAsync(content, ct), await writer.IntegrationAsync(content, ct));
        List<RequestLine> says = [];
        var form = RequestForms.Of(kind)!;
        foreach (var field in form.Fields.Concat(form.Former))
        {
            if (content[field.Name] is not { } value) continue;
            says.Add(field.Kind switch
            {
                RequestFieldKind.Org => new(field.Label, org?.Label ?? "not in your org groups"),
                RequestFieldKind.Integration => new(field.Label, integration?.Name ?? "not in your org groups", integration is null ? null : $"/integrations?open={integration.Id.Value:D}"),
                RequestFieldKind.Spec => new(field.Label, await SpecWordsAsync(value, content, ct)),
                RequestFieldKind.OrgGroup => new(field.Label, await GroupNameAsync(value, ct)),
                _ => new(field.Label, field.WordsOf(value)),
            });
        }
        return says;
    }

    /// <summary>What the decision table recommends, in words; empty where it is not asked.</summary>
    public async Task<IReadOnlyList<RequestLine>> PatternAsync(RequestContent content, CancellationToken ct)
    {
        if (await writer.InputsAsync(content, ct) is not { } inputs) return [];
        var said = ArchitectureTable.Recommend(inputs);
        return [.. ArchitectureTable.Parts.Select(p => new RequestLine(ArchitectureWords.Of(p), ArchitectureWords.Of(p, said)))];
    }

    /// <summary>What a specification is, in words; holds the author's text.</summary>
    public static string SpecWords(ApiSpec spec) =>
        $"{(spec.Title.Length > 0 ? spec.Title : "without a title")} {spec.Version}".TrimEnd() + $", {spec.Operations.Count} {(spec.Operations.Count == 1 ? "operation" : "operations")}";

    // Earlier ones, of which an edit tells, are kept with the request too.
    private async Task<string> SpecWordsAsync(string hash, RequestContent content, CancellationToken ct) =>
        $"{(await specs.SpecAsync(content, ct) is { } spec ? SpecWords(spec) : "not kept any more")} · SHA-256 {hash[..Math.Min(hash.Length, 16)]}…";

    private async Task<string> GroupNameAsync(string value, CancellationToken ct)
    {
        if (!Guid.TryParse(value, out var guid)) return value;
        var id = new OrgGroupId(guid);
        return await db.OrgGroups.AsNoTracking().Where(g => g.Id == id).Select(g => g.Name).SingleOrDefaultAsync(ct) ?? "not one of your org groups";
    }
}

/// <summary>What a person does after approval, step by step.</summary>
internal static class FormSteps
{
    public static IReadOnlyList<RequestStep> Of(RequestKind kind, RequestContent content, Org? org, DateOnly? agreed) => kind switch
    {
        RequestKind.ConnectOrg =>
        [
            new("Connect the org with an identity of its own. This is done by itself when the approved org is connected.", ConnectAddress(content), "Connect") { IsByItself = true },
        ],
        RequestKind.ConnectHeroku =>
        [
            new("Connect the account with a token of its own. This is done by itself when the approved account is connected.", "/orgs/heroku/connect", "Connect") { IsByItself = true },
        ],
        RequestKind.AppLinkConnection =>
        [
            new($"On Heroku, connect {content[RequestForms.Addon]} to the org under the developer name {content[RequestForms.Record]}; sign in at the org as an integration user."),
            new("In Setup, look for Heroku in Quick Find and see that the connection stands there.", Setup(org, "SetupOneHome"), "Setup"),
        ],
        RequestKind.AppLinkAuthorization =>
        [
            new($"On Heroku, authorize {content[RequestForms.Addon]} under the developer name {content[RequestForms.Record]}; sign in at the org as {content[RequestForms.User]} and as nobody else."),
            new("See in Setup that the grant belongs to that user.", Setup(org, "ConnectedAppsUsage"), "Connected Apps OAuth Usage"),
        ],
        RequestKind.AppLinkPublication =>
        [
            content[RequestForms.Spec] is null ? new($"On Heroku, publish {content[RequestForms.Api]} of {content[RequestForms.Addon]} to the org, in the user mode that was agreed to.")
                : new($"Download the specification here and publish exactly that with the Heroku CLI: heroku salesforce:publish --app {content[RequestForms.HerokuApp]} --connection-name {content[RequestForms.Record]} --client-name {content[RequestForms.Api]}{Flag("--authorization-external-client-app-name", content[RequestForms.ClientApp])}{Flag("--authorization-permission-set-name", content[RequestForms.Set])}."),
            new("See in Setup that the External Service is there with these operations.", Setup(org, "ExternalServices"), "External Services"),
            new("Give the permission set that may invoke it to those who need it, and to nobody else.", Setup(org, "PermSets"), "Permission Sets"),
        ],
        RequestKind.ClientApp =>
        [
            new($"Make {content[RequestForms.App]} in Setup, with the scopes that were agreed to and no others.",
                Setup(org, content[RequestForms.AppKind] == "eca" ? "ManageExternalClientApplication" : "NavigationMenus"), content[RequestForms.AppKind] == "eca" ? "External Client App Manager" : "App Manager"),
            new("Require PKCE, rotate refresh tokens, end them after 30 idle days, and list the addresses it calls from."),
            new("Pre-authorize it for a permission set that its own integration user alone has.", Setup(org, "PermSets"), "Permission Sets"),
            new("Record it on the card of its integration.", $"/integrations?open={content[RequestForms.Integration]}", "Integration"),
        ],
        RequestKind.AppPolicy =>
        [
            new($"Set it on {content[RequestForms.App]} in Setup: {RequestForms.Of(kind)!.Fields.Single(f => f.Name == RequestForms.Setting).WordsOf(content[RequestForms.Setting] ?? "")} {content[RequestForms.Before]}".TrimEnd() + ".",
                Setup(org, content[RequestForms.AppKind] == "eca" ? "ManageExternalClientApplication" : "ConnectedApplication"), "Setup"),
            new("Sync the org, and see that the finding closes.", "/policies", "Policies"),
        ],
        RequestKind.PermissionSetGrant =>
        [
            new($"Assign {content[RequestForms.Set]} to {content[RequestForms.User]} with {(agreed ?? content.Until):yyyy-MM-dd} as expiration date.", Setup(org, "PermSets"), "Permission Sets"),
            new("See in Setup that the assignment shows that date.", Setup(org, "ManageUsers"), "Users"),
        ],
        _ =>
        [
            new($"Put {(agreed ?? content.Until):yyyy-MM-dd} as review date on the card of the integration, and confirm owner and deputy.", $"/integrations?open={content[RequestForms.Integration]}", "Integration"),
        ],
    };

    /// <summary>What a person does when the portal could not take back what was given until a day.</summary>
    public static IReadOnlyList<RequestStep> Ending(RequestContent content, Org? org) =>
    [
        new($"Take {content[RequestForms.Set]} from {content[RequestForms.User]}: its last day has passed.", Setup(org, "PermSets"), "Permission Sets"),
    ];

    private static string ConnectAddress(RequestContent content) =>
        $"/orgs/connect?host={Uri.EscapeDataString(content[RequestForms.LoginHost] ?? "")}&name={Uri.EscapeDataString(content[RequestForms.Name] ?? "")}&group={content[RequestForms.OrgGroup]}";

    private static string Flag(string name, string? value) => value is null ? "" : $" {name} {value}";

    private static string? Setup(Org? org, string page) => org is { Host.Length: > 0 } ? $"{org.Host}/lightning/setup/{page}/home" : null;
}
