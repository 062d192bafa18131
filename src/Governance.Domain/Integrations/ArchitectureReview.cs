using System.Globalization;
using Governance.Domain.Orgs;

namespace Governance.Domain.Integrations;

/// <summary>An org that an integration reaches, for its architecture review.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="Infrastructure">Hyperforce or Classic.</param>
/// <param name="InstanceName">As in USA42; empty for an org of snapshots.</param>
/// <param name="ConfirmedBy">Who said where it runs; null while it is a guess.</param>
/// <param name="ConfirmedAt">UTC; null while it is a guess.</param>
/// <param name="SlotsUsed">Certificate slots in use; null when they could not be read.</param>
/// <param name="SlotsUnknown">Why; null when they could.</param>
/// <param name="SlotsAsOf">UTC; null when they were never read.</param>
public sealed record ReviewOrg(
    string Label, OrgInfrastructure Infrastructure, string InstanceName, string? ConfirmedBy, DateTimeOffset? ConfirmedAt, int? SlotsUsed,
    string? SlotsUnknown, DateTimeOffset? SlotsAsOf);

/// <summary>A certificate that a review names, as it was found.</summary>
/// <param name="ApiName">As recorded.</param>
/// <param name="Org">Label of the org that holds it.</param>
/// <param name="EndsAt">UTC; null when unknown.</param>
/// <param name="AsOf">When it was seen last, UTC; null when that is not known.</param>
public sealed record ReviewCertificate(string ApiName, string Org, DateTimeOffset? EndsAt, DateTimeOffset? AsOf);

/// <summary>One question with its answer.</summary>
/// <param name="Question">In words.</param>
/// <param name="Answer">Null when it is not known.</param>
/// <param name="Unknown">Why it is not; null when it is.</param>
/// <param name="Source">Where the answer comes from.</param>
/// <param name="AsOf">UTC; null when that is not known.</param>
public sealed record ReviewLine(string Question, string? Answer, string? Unknown, string Source, DateTimeOffset? AsOf);

/// <summary>What an architecture review rests on: all of it recorded by people or read from orgs.</summary>
public sealed record ReviewMaterial
{
    private const string Recorded = "recorded";
    private const string FromOrgs = "inventory";

    /// <summary>The integration's name.</summary>
    public required string Name { get; init; }

    /// <summary>What people recorded, where the owner stands among it.</summary>
    public required IntegrationFacts Facts { get; init; }

    /// <summary>As the decision table takes them; null when one is missing.</summary>
    public required ArchitectureInputs? Inputs { get; init; }

    /// <summary>Hyperforce when one of its orgs runs there.</summary>
    public required OrgInfrastructure Deployment { get; init; }

    /// <summary>Certificate slots in use in the fullest of its orgs; null when one could not be read.</summary>
    public required int? SlotsUsed { get; init; }

    /// <summary>Orgs it reaches, by label.</summary>
    public IReadOnlyList<ReviewOrg> Orgs { get; init; } = [];

    /// <summary>Certificates it names, as found in those orgs.</summary>
    public IReadOnlyList<ReviewCertificate> Certificates { get; init; } = [];

    /// <summary>Addresses that the vendor calls from, in words; empty when none is recorded.</summary>
    public IReadOnlyList<string> Egress { get; init; } = [];

    /// <summary>Whom to call at the vendor; null when nobody is recorded.</summary>
    public string? SecurityContact { get; init; }

    /// <summary>What the table says; null while an input is missing.</summary>
    public ArchitectureRecommendation? Recommended => Inputs is { } inputs ? ArchitectureTable.Recommend(inputs) : null;

    /// <summary>The inputs of the table, each with where it comes from.</summary>
    public IReadOnlyList<ReviewLine> Questionnaire() => [.. Enum.GetValues<ArchitectureInput>().Select(Line)];

    /// <summary>Inputs that nobody recorded or that could not be read.</summary>
    public IReadOnlyList<string> Missing() => [.. Questionnaire().Where(l => l.Answer is null && l.Unknown is not null).Select(l => l.Unknown!)];

    /// <summary>The review's questions, answered from what is there.</summary>
    public IReadOnlyList<ReviewLine> Checklist() =>
    [
        new("Who owns it?", Facts.Owner?.Name, "nobody is named", Recorded, Facts.Owner?.ConfirmedAt),
        Said("Who stands in for the owner?", Facts.Deputy, "nobody is named"),
        Said("What is it for?", Facts.Purpose, "no purpose is recorded"),
        .. Recommended is { } said ? ArchitectureWords.Each(said.Checklist).Select(Line) : [],
    ];

    /// <summary>What a move of an org to Hyperforce would break: controls that rest on Salesforce's addresses.</summary>
    public IReadOnlyList<ReviewLine> Breaks()
    {
        const string outbound = "Does the other end list Salesforce’s addresses?";
        var at = Facts.Answered?.At;
        var list = Facts switch
        {
            { Direction: null } => new ReviewLine(outbound, null, "its direction is not recorded", Recorded, at),
            { Direction: DataDirection.Inbound } => new(outbound, "No: the org calls nobody. A move breaks no list there.", null, Recorded, at),
            { Controls: null } => new(outbound, null, "what bars strangers is not recorded", Recorded, at),
            { Controls: AccessControls.AddressList } => new(
                outbound, "Yes, and nothing else bars strangers: after a move its calls are refused, or the list is opened so wide that it bars nobody.", null, Recorded, at),
            { Controls: { } some } when some.HasFlag(AccessControls.AddressList) => new(
                outbound, $"Yes: after a move its calls are refused until the list goes. Still there then: {ArchitectureWords.Of(some & ~AccessControls.AddressList)}.", null, Recorded, at),
            { Controls: { } some } => new(outbound, $"No: {ArchitectureWords.Of(some)}. A move breaks none of it.", null, Recorded, at),
        };
        List<ReviewLine> lines = [list];
        if (Facts.Direction is DataDirection.Inbound or DataDirection.Both)
        {
            lines.Add(new("What of the other end’s addresses, where the org lists them?", "They are not Salesforce’s: a move does not change them.", null, "decision table", null));
            lines.Add(new("Do callers use My Domain, not the instance’s host?", null, "the portal cannot see which host callers use: ask the other end", "nobody", null));
        }
        return [.. lines, .. Orgs.Select(MoveOf)];
    }

    private ReviewLine Line(ArchitectureInput input)
    {
        var question = ArchitectureWords.Question(input);
        string? recorded = input switch
        {
            ArchitectureInput.Direction => Facts.Direction is { } direction ? Words(i => i with { Direction = direction }) : null,
            ArchitectureInput.DataClass => Facts.DataClass is { } data ? Words(i => i with { DataClass = data }) : null,
            ArchitectureInput.Regime => Facts.Regime is { } regime ? Words(i => i with { Regime = regime }) : null,
            ArchitectureInput.Gateway => Facts.HasGateway is { } gateway ? Words(i => i with { HasGateway = gateway }) : null,
            ArchitectureInput.FixedAddresses => Facts.HasFixedAddresses is { } addresses ? Words(i => i with { HasFixedAddresses = addresses }) : null,
            ArchitectureInput.ExternalSystems => Facts.ExternalSystems is { } systems
                ? $"{systems.ToString(CultureInfo.InvariantCulture)}: {Words(i => i with { ExternalSystems = systems })}" : null,
            _ => null,
        };
        return input switch
        {
            // The table takes "not known" for an answer; people are told that it is none.
            ArchitectureInput.Deployment => Deployment == OrgInfrastructure.Unknown
                ? new(question, "where the org runs is not known", null, FromOrgs, null)
                : new(question, Words(i => i with { Deployment = Deployment }) + (Orgs.All(o => o.ConfirmedBy is not null) ? "" : " (likely, not confirmed for every org)"), null, FromOrgs, null),
            ArchitectureInput.CertificateSlots => SlotsUsed is { } used
                ? new(question, $"{used.ToString(CultureInfo.InvariantCulture)}: {Words(i => i with { SlotsUsed = used })}", null, FromOrgs, Orgs.Min(o => o.SlotsAsOf))
                : new(question, null, $"the certificate slots of {string.Join(", ", Orgs.Where(o => o.SlotsUsed is null).Select(o => o.Label))} could not be read", FromOrgs, null),
            _ => Said(question, recorded, $"not recorded: {question.TrimEnd('?').ToLowerInvariant()}"),
        };

        string Words(Func<ArchitectureInputs, ArchitectureInputs> with) =>
            with(new(DataDirection.Inbound, DataClass.Public, Regime.None, OrgInfrastructure.Unknown, false, false, 0, 0)).Words(input);
    }

    private ReviewLine Line(ReviewQuestions asked)
    {
        var question = ArchitectureWords.Question(asked);
        return asked switch
        {
            ReviewQuestions.PrivatePath => Said(question,
                Facts.Controls?.HasFlag(AccessControls.PrivatePath) == true ? "A private path is there." : Facts.NoPrivatePathReason is { Length: > 0 } why ? $"None, because: {why}" : null,
                "neither a private path nor a reason is recorded"),
            ReviewQuestions.Certificates => Facts is { TlsCertificate: { } tls, SigningCertificate: { } signing }
                ? new(question, $"Mutual TLS: {Found(tls)}. Signing: {Found(signing)}.", null, $"{Recorded}, {FromOrgs}", Certificates.Min(c => c.AsOf))
                : new(question, null, Facts.TlsCertificate is null ? "which one is for mutual TLS is not recorded" : "which one signs is not recorded", Recorded, null),
            ReviewQuestions.Deployment => new(question, null, Orgs.Count == 0 ? "nothing of it was seen in an org yet"
                : $"nobody did for {string.Join(", ", Orgs.Where(o => o.ConfirmedBy is null).Select(o => o.Label))}", FromOrgs, null),
            ReviewQuestions.Addresses => Facts.Direction == DataDirection.Outbound
                ? new(question, null, "the list is at the other end: the portal does not see it", "nobody", null)
                : new(question, Egress.Count > 0 && SecurityContact is { } contact ? $"{string.Join(", ", Egress)}; {contact} hears of a change." : null,
                    Egress.Count == 0 ? "no addresses of the vendor are recorded" : "no security contact of the vendor is recorded", "vendor register", null),
            ReviewQuestions.Gateway => Said(question, Facts.GatewayRunBy, "who runs it is not recorded"),
            ReviewQuestions.Contract => Said(question, Facts.Contract, "no contract is recorded"),
            _ => Said(question, Facts.SlotsFreedBy, "nobody is named"),
        };
    }

    private ReviewLine Said(string question, string? answer, string unknown) =>
        string.IsNullOrWhiteSpace(answer) ? new(question, null, unknown, Recorded, null) : new(question, answer, null, Recorded, Facts.Answered?.At);

    private string Found(string name) => Certificates.Where(c => c.ApiName == name).ToList() is { Count: > 0 } found
        ? $"{name} in {string.Join(", ", found.Select(c => c.EndsAt is { } end ? $"{c.Org} until {Day(end)}" : $"{c.Org}, end unknown"))}"
        : $"{name}, found in none of its orgs";

    private static ReviewLine MoveOf(ReviewOrg org)
    {
        var question = $"Where does {org.Label} run?";
        var by = org.ConfirmedBy is { } who ? $", confirmed by {who}" : ", likely from its instance name and not confirmed";
        return org.Infrastructure switch
        {
            OrgInfrastructure.Hyperforce => new(question, $"Hyperforce, instance {org.InstanceName}{by}: it has moved.", null, FromOrgs, org.ConfirmedAt),
            OrgInfrastructure.Classic => new(question, $"Classic, instance {org.InstanceName}{by}: a move is to come.", null, FromOrgs, org.ConfirmedAt),
            _ => new(question, null, "its instance name tells neither, and nobody said", FromOrgs, null),
        };
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
