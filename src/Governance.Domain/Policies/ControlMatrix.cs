using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies;

/// <summary>One control of one client app, as the matrix shows it.</summary>
/// <param name="Outcome">The verdict; of several rules the worst.</param>
/// <param name="Severity">Of a failure; null otherwise.</param>
/// <param name="Stored">Value as the org has it; null when unknown.</param>
/// <param name="Effective">Value as it works, where that differs.</param>
/// <param name="Reason">Why, in words; empty when passed.</param>
/// <param name="RuleId">The rule that decided.</param>
public sealed record ControlCell(Outcome Outcome, Severity? Severity, string? Stored, string? Effective, string Reason, string RuleId);

/// <summary>The controls that the matrix holds every client app against: one column each.</summary>
public static class ControlMatrix
{
    /// <summary>A column.</summary>
    /// <param name="Title">Head.</param>
    /// <param name="Rules">Rules that decide it; of several the worst verdict counts.</param>
    public sealed record Column(string Title, IReadOnlyList<string> Rules);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    // Worst last: a failure outweighs what could not be told, and that outweighs a pass.
    private static readonly Outcome[] ByWeight = [Outcome.NotApplicable, Outcome.Pass, Outcome.Unknown, Outcome.Fail];

    /// <summary>In the order shown.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("PKCE", ["app.pkce"]),
        new("Rotation", ["app.rotation"]),
        new("Idle limit", ["app.idle-ttl"]),
        new("IP allow-list", ["app.ip-allowlist"]),
        new("Permitted users", ["app.permitted-users"]),
        new("IP relaxation", ["app.ip-relaxation"]),
        new("Session", ["app.session-length"]),
        new("Scopes", ["app.scope-full"]),
        new("Flows", ["app.flow-password", "app.flow-implicit", "app.flow-device"]),
    ];

    /// <summary>The cells of an app, one per column.</summary>
    public static IReadOnlyList<ControlCell> Of(AppThing app, Func<Rule, RuleSetting> settingOf) =>
        [.. Columns.Select(column => Of(app, column, settingOf))];

    /// <summary>Cells as stored.</summary>
    public static string Write(IReadOnlyList<ControlCell> cells) => JsonSerializer.Serialize(cells, Options);

    /// <summary>Reads them back.</summary>
    /// <exception cref="JsonException">The text was stored by nobody we know.</exception>
    public static IReadOnlyList<ControlCell> Read(string text) => JsonSerializer.Deserialize<IReadOnlyList<ControlCell>>(text, Options)!;

    private static ControlCell Of(AppThing app, Column column, Func<Rule, RuleSetting> settingOf) => column.Rules
        .Select(id => RuleCatalogue.Find(id)!)
        .Select(rule =>
        {
            var setting = settingOf(rule);
            var verdict = setting.IsOn ? rule.JudgeAny(app, setting) : OrgJudgement.Off;
            var value = rule.Value(app);
            return new ControlCell(
                verdict.Outcome, verdict.Outcome == Outcome.Fail ? setting.SeverityOf(verdict) : null,
                column.Rules.Count > 1 ? Flows(app.Policy?.Facts) : value?.Stored, value?.Effective, verdict.Reason, rule.Id);
        })
        .MaxBy(cell => (Array.IndexOf(ByWeight, cell.Outcome), cell.Severity))!;

    private static string? Flows(AppPolicyFacts? policy)
    {
        if (policy is null) return null;
        string?[] usable =
        [
            policy.CallbackUrls.Count > 0 ? "code" : null,
            policy.ClientCredentialsEnabled == true ? "client credentials" : null,
            policy.CertificateThumbprint is not null ? "JWT bearer" : null,
            policy.DeviceFlowEnabled == true ? "device" : null,
        ];
        return string.Join(", ", usable.OfType<string>());
    }
}

/// <summary>The controls of one client app at the last judging: a row of the matrix.</summary>
public sealed class AppControls
{
    private AppControls() { }

    /// <summary>Of one app.</summary>
    public AppControls(AppThing app, IReadOnlyList<ControlCell> cells)
    {
        (ThingId, OrgId, OrgGroupId) = (OrgJudgement.IdOf(app), app.Org.Org.Id, app.Org.Org.Group);
        AppName = Text.Bounded(app.Name, Finding.ThingNameMaxLength);
        AppKey = app.AppKey;
        (Kind, IsInstalled, Grants) = (app.Kind, app.IsInstalled, app.Grants?.Count ?? 0);
        Worst = cells.Max(c => c.Severity is { } severity ? (int)severity + 2 : c.Outcome == Outcome.Unknown ? 1 : 0);
        CellsText = ControlMatrix.Write(cells);
    }

    /// <summary>Of the app, as in its findings.</summary>
    public Guid ThingId { get; private set; }

    /// <summary>In which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>Its label; org text.</summary>
    public string AppName { get; private set; } = "";

    /// <summary>The label in comparable form.</summary>
    public string AppKey { get; private set; } = "";

    /// <summary>Connected app or external client app.</summary>
    public ClientAppKind Kind { get; private set; }

    /// <summary>False when only grants know it.</summary>
    public bool IsInstalled { get; private set; }

    /// <summary>Live grants.</summary>
    public int Grants { get; private set; }

    /// <summary>For sorting: 0 nothing fails, 1 something is unknown, from 2 the gravest failure.</summary>
    public int Worst { get; private set; }

    /// <summary>The cells as JSON.</summary>
    public string CellsText { get; private set; } = "[]";

    /// <summary>The cells, one per column of <see cref="ControlMatrix.Columns"/>.</summary>
    public IReadOnlyList<ControlCell> Cells() => ControlMatrix.Read(CellsText);
}
