using Governance.Domain.Catalog;
using Governance.Domain.Integrations;
using Governance.Domain.Policies;

namespace Governance.Domain.Requests;

/// <summary>What is known of the thing that a form names.</summary>
/// <param name="IsProduction">Its org is a production org; null when it names none.</param>
/// <param name="Dangerous">Dangerous permissions of the permission sets it names; null when it names none, or none that was read.</param>
/// <param name="OpenGrave">Open findings of high or critical severity on the integration it names.</param>
/// <param name="Today">UTC.</param>
public sealed record FormFacts(bool? IsProduction, IReadOnlyList<string>? Dangerous, int OpenGrave, DateOnly Today)
{
    /// <summary>What the specification it carries says; null when it carries none, or none that can be read.</summary>
    public PublicationFacts? Publication { get; init; }

    /// <summary>The org showed no permission set of a name that it names, or several.</summary>
    public bool HasUnknownSet { get; init; }
}

/// <summary>What the risk of a publication rests on.</summary>
/// <param name="UserPlus">Operations that add a permission set to the rights of whoever calls.</param>
/// <param name="UnknownMode">Operations whose user mode the specification does not say.</param>
/// <param name="Agents">Operations that agents may call.</param>
/// <param name="Personal">Operations that its author flags for personal data.</param>
/// <param name="IsNew">Nothing is known under that name in that org.</param>
/// <param name="Change">Against what is published there today; null when it is new, or what is there can't be read.</param>
public sealed record PublicationFacts(int UserPlus, int UnknownMode, int Agents, int Personal, bool IsNew, SpecChangeKind? Change)
{
    /// <summary>What an operation adds to the rights of whoever calls is neither made by this nor known.</summary>
    public bool HasUnreadSet { get; init; }

    /// <summary>It names a connected app, the older kind.</summary>
    public bool NamesConnectedApp { get; init; }
}

/// <summary>How much may go wrong with what a form asks for.</summary>
public static class FormRisk
{
    private const int LongDays = 90;

    /// <summary>With its reasons, what raises it first.</summary>
    public static RequestRisk Of(RequestKind kind, RequestContent content, FormFacts facts)
    {
        var reasons = new List<RiskReason>();
        var level = Severity.Low;
        void Raise(bool when, Severity to, string why)
        {
            if (!when) return;
            reasons.Add(new(true, why));
            if (to > level) level = to;
        }
        bool Says(string name, string value = RequestForms.Yes) => content[name] == value;

        var production = facts.IsProduction ?? Says(RequestForms.Environment, "production");
        Raise(production, Severity.Medium, "production org");
        Raise(kind == RequestKind.ConnectHeroku, Severity.Medium, "reads every AppLink add-on of the account");
        Raise(Says(RequestForms.Acts), Severity.Medium, "the portal can revoke there");
        Raise(kind == RequestKind.AppLinkAuthorization, Severity.Medium, "acts as a named user, whoever calls");
        Raise(Says(RequestForms.IsAdmin), Severity.High, "that user is an administrator");
        Raise(Says(RequestForms.Mode, "user-plus"), Severity.Medium, "adds rights to whoever calls");
        Raise(Says(RequestForms.Agents), Severity.Medium, "agents call it");
        Raise(Says(RequestForms.Personal), Severity.Medium, "personal data");
        if (facts.Publication is { } api)
        {
            Raise(api.Change == SpecChangeKind.Breaking, Severity.High, "callers of what is published today stop working");
            Raise(api.Change == SpecChangeKind.Widening, production ? Severity.High : Severity.Medium, "opens more than what is published today");
            Raise(api is { IsNew: false, Change: null }, Severity.Medium, "what is published today can’t be compared");
            Raise(api.UserPlus > 0, Severity.Medium, $"{Operations(api.UserPlus)} rights to whoever calls");
            Raise(api.UnknownMode > 0, Severity.Medium, $"user mode of {api.UnknownMode} {(api.UnknownMode == 1 ? "operation" : "operations")} unknown");
            Raise(api.Agents > 0, Severity.Medium, $"agents may call {api.Agents} {(api.Agents == 1 ? "operation" : "operations")}");
            Raise(api.Personal > 0, Severity.Medium, $"personal data in {api.Personal} {(api.Personal == 1 ? "operation" : "operations")}");
            Raise(api.HasUnreadSet, Severity.Medium, "what the permission set grants was not read");
            Raise(api.NamesConnectedApp, Severity.Medium, "a connected app, the older kind");
        }
        Raise(kind == RequestKind.ClientApp && Says(RequestForms.AppKind, "connectedApp"), Severity.Medium, "a connected app, the older kind");
        Raise(ScopesOf(content).Contains("full"), Severity.High, "scope full: everything its user may");
        Raise(Says(RequestForms.DataClass, nameof(DataClass.Confidential)), production ? Severity.High : Severity.Medium, "confidential data");
        Raise(Says(RequestForms.DataClass, nameof(DataClass.Restricted)), production ? Severity.Critical : Severity.High, "restricted data");
        Raise(content[RequestForms.Regime] is not (null or nameof(Regime.None)), Severity.Medium, "a law or contract applies");
        Raise(facts.Dangerous is [_, ..], Severity.High, $"{facts.Dangerous?.Count} dangerous {(facts.Dangerous?.Count == 1 ? "permission" : "permissions")}: {string.Join(", ", facts.Dangerous ?? [])}");
        Raise(kind == RequestKind.PermissionSetGrant && facts.Dangerous is null, Severity.Medium, facts.HasUnknownSet
            ? "the org showed no permission set of that name, or several: what it grants is unknown" : "what the permission set grants was not read");
        Raise(kind == RequestKind.PermissionSetGrant && content.Until > facts.Today.AddDays(LongDays), Severity.Medium, $"for more than {LongDays} days");
        var isBack = Says(RequestForms.Setting, nameof(AppPolicySetting.AsBefore));
        Raise(isBack, Severity.High, "what an earlier request made stricter is given up");
        Raise(kind == RequestKind.AppPolicy && !isBack, Severity.Medium, Says(RequestForms.Setting, nameof(AppPolicySetting.AdminApproved))
            ? "users whom nobody selected lose the app" : "an integration that does not keep to it stops");
        Raise(facts.OpenGrave > 0, Severity.Medium, $"{facts.OpenGrave} grave {(facts.OpenGrave == 1 ? "finding" : "findings")} open");
        Raise(Says(RequestForms.Used, RequestForms.No), Severity.Medium, "not used any more");

        if (!production && content[RequestForms.Org] is not null || Says(RequestForms.Environment, "sandbox")) reasons.Add(new(false, "no production org"));
        if (facts.Publication?.Change is SpecChangeKind.None or SpecChangeKind.Narrowing) reasons.Add(new(false, "opens nothing that is not published today"));
        if (facts.Dangerous is [] && !facts.HasUnknownSet) reasons.Add(new(false, "no dangerous permission"));
        if (content.Until is { } until && until <= facts.Today.AddDays(LongDays)) reasons.Add(new(false, $"ends within {LongDays} days"));
        if (reasons.Count == 0) reasons.Add(new(false, "nothing of it is known to raise it"));
        return new RequestRisk(level, reasons);
    }

    private static string Operations(int count) => count == 1 ? "one operation adds" : $"{count} operations add";

    /// <summary>The scopes that a form names, each once.</summary>
    public static IReadOnlyList<string> ScopesOf(RequestContent content) =>
        [.. (content[RequestForms.Scopes] ?? "").Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries).Select(s => s.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];

    /// <summary>What the decision table needs, as answered; null where it is not asked or an answer is missing.</summary>
    /// <param name="content">The answers.</param>
    /// <param name="deployment">Where the org runs.</param>
    /// <param name="slotsUsed">Certificate slots in use in the org.</param>
    public static ArchitectureInputs? InputsOf(RequestContent content, Orgs.OrgInfrastructure deployment, int slotsUsed) =>
        Enum.TryParse<DataDirection>(content[RequestForms.Direction], out var direction) && Enum.TryParse<DataClass>(content[RequestForms.DataClass], out var data)
        && Enum.TryParse<Regime>(content[RequestForms.Regime], out var regime) && content[RequestForms.Gateway] is { } gateway
        && content[RequestForms.FixedAddresses] is { } addresses && int.TryParse(content[RequestForms.Systems], out var systems)
            ? new ArchitectureInputs(direction, data, regime, deployment, gateway == RequestForms.Yes, addresses == RequestForms.Yes, systems, slotsUsed) : null;
}
