using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.Domain.Orgs;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Returns to service: what a containment cut off comes back with at most what its passport holds. A person does it by a checklist,
/// whose last step is done by itself.</summary>
internal sealed class ReturnKind(GovernanceDb db, ReturnRules rules) : IRequestKind
{
    /// <summary>Place of the step that is done by itself.</summary>
    public const int Verified = 3;

    private const string NoRange = "any address";

    public IReadOnlyList<Permission> DecidedWith => [];

    public RequestState AfterApproval => RequestState.WaitingForPerson;

    public bool Is(RequestKind kind) => kind == RequestKind.ReturnToService;

    /// <summary>What is asked for: these rights, by that passport.</summary>
    public static RequestWish Wish(Passport passport, PassportContent content, string incident, PassportRights asked, string reason, DateTimeOffset now) => new(
        RequestKind.ReturnToService, $"Bring back {content.App} ({incident})", reason, passport.OrgGroupId,
        RequestContent.Of(("app", content.App), ("incident", incident), ("passportUntil", content.Until)))
    {
        SubjectId = passport.Id,
        NotAfter = passport.ExpiresAt < now + Request.Lifetime ? passport.ExpiresAt : null,
        Beside = ReturnTerms.BesideOf(passport, asked),
    };

    /// <summary>How much may go wrong when these rights come back.</summary>
    public static async Task<RequestRisk> RiskOfAsync(GovernanceDb db, PassportContent passport, string incident, PassportRights asked, CancellationToken ct)
    {
        var org = new OrgId(passport.Org);
        var production = await db.Orgs.AsNoTracking().AnyAsync(o => o.Id == org && o.Environment == OrgEnvironment.Production, ct);
        return RequestRisk.OfReturn(new ReturnFacts(incident, asked, production, asked.WidenedBy(passport.Rights).Count > 0));
    }

    public async Task<string> BesideAsync(Request request, CancellationToken ct) =>
        (await db.ReturnTerms.AsNoTracking().SingleOrDefaultAsync(t => t.RequestId == request.Id, ct))?.Beside ?? "";

    public async Task<RequestRisk> RiskAsync(Request request, DateTimeOffset now, CancellationToken ct) =>
        (await rules.ReadAsync(request, now, ct)).Value is { } standing
            ? await RiskOfAsync(db, standing.Passport, standing.Incident.Name, standing.Terms.Rights, ct)
            : new RequestRisk(request.Risk, []);

    public async Task<Problem?> RefusalAsync(Request request, DateTimeOffset now, CancellationToken ct) => (await rules.JudgeAsync(request, now, ct)).Problem;

    public async Task<Problem?> StepRefusalAsync(Request request, int step, DateTimeOffset now, CancellationToken ct) =>
        step == Verified ? RequestProblems.ByItself : (await rules.JudgeAsync(request, now, ct)).Problem;

    public async Task<RequestView> DescribeAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        var read = await rules.ReadAsync(request, now, ct);
        if (read.Value is not { } standing) return new RequestView([new("Passport", read.Problem!.Message)]) { Steps = Steps(request.Content["app"] ?? "the client app", null, null, null) };
        var (rights, had, org) = (standing.Terms.Rights, standing.Passport.Rights, new OrgId(standing.Passport.Org));
        var itsOrg = await db.Orgs.AsNoTracking().SingleOrDefaultAsync(o => o.Id == org, ct);
        List<RequestLine> says =
        [
            new("Client app", standing.Passport.App),
            new("Org", itsOrg?.Label ?? "not in your org groups"),
            new("Cut off in", standing.Incident.Name, $"/incidents/{standing.Incident.Id.Value:D}"),
            new("Acts as", Of(rights.Users.Select(u => u.Name), had.Users.Count)),
            new("Scopes", rights.Scopes is null ? "never read" : Of(rights.Scopes, had.Scopes?.Count ?? 0)),
            new("Opened by", Of(rights.Sets.Select(s => s.Name), had.Sets.Count)),
            new("Addresses", rights.Ranges is null ? "never read" : rights.Ranges.Count == 0 ? NoRange : string.Join(", ", rights.Ranges.Select(r => $"{r.Start} to {r.End}"))),
            new("Passport holds until", standing.Passport.Until),
        ];
        if (standing.Passport.Integrations.Count > 0) says.Add(new("Serves", string.Join(", ", standing.Passport.Integrations)));
        if (standing.Passport.Owners.Count > 0) says.Add(new("Owner", string.Join(", ", standing.Passport.Owners)));
        if (standing.Passport.Vendor is { } vendor) says.Add(new("Vendor", vendor));
        if (standing.Passport.Requests.Count > 0) says.Add(new("Had been approved by", string.Join(", ", standing.Passport.Requests)));
        if (ReturnRules.OpenRefusal(standing.Incident) is { } open) says.Add(new("Now", open.Message));
        return new RequestView(says) { Steps = Steps(standing.Passport.App, itsOrg, standing.Incident.Id, standing.Terms.Trouble) };
    }

    private static IReadOnlyList<RequestStep> Steps(string app, Org? org, IncidentId? incident, string? trouble) =>
    [
        new($"Make a new consumer secret for {app} with no overlap, and hand it to the vendor outside the portal. The old one stays dead.",
            org is { Host.Length: > 0 } ? $"{org.Host}/lightning/setup/NavigationMenus/home" : null, "App Manager"),
        new("Open the door again: in the incident, take back what shut the client app out, and the freeze of its users. Take back nothing that was not agreed on.",
            incident is { } id ? $"/incidents/{id.Value:D}" : null, "Incident"),
        new($"Let the vendor consent anew, as one of the users that were agreed on."),
        new(trouble is null
            ? "Verified: this is done by itself when a sync shows a new authorization of a user that was agreed on, with nothing beyond what was agreed on, and the steps above are ticked."
            : $"Not verified: what the last sync showed goes beyond what was agreed on: {trouble}. End that, and sync again.") { IsByItself = true },
    ];

    private static string Of(IEnumerable<string> asked, int had)
    {
        var names = asked.ToList();
        return names.Count == 0 ? "none" : names.Count < had ? $"{string.Join(", ", names)} ({names.Count} of {had} before)" : string.Join(", ", names);
    }
}
