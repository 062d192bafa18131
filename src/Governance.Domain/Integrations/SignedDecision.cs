using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.Domain.Audit;

namespace Governance.Domain.Integrations;

/// <summary>A decision on how an integration is built, as it was signed. Never changed, never deleted: a new one is another row.</summary>
public sealed class SignedDecision
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private SignedDecision() { }

    /// <summary>Signs what the material says now.</summary>
    /// <param name="id">Of the integration.</param>
    /// <param name="material">What it rests on, with no input missing.</param>
    /// <param name="by">Actor id and name.</param>
    /// <param name="now">UTC.</param>
    public SignedDecision(IntegrationId id, ReviewMaterial material, (string Id, string Name) by, DateTimeOffset now)
    {
        var inputs = material.Inputs ?? throw new ArgumentException("An input of the decision is missing.", nameof(material));
        (Id, IntegrationId, SignedById, SignedBy, SignedAt) = (SignedDecisionId.New(), id, by.Id, Domain.Text.Bounded(by.Name, Integration.MailMaxLength), now);
        InputsText = JsonSerializer.Serialize(inputs, Options);
        Text = $"{TextOf(material, withMoments: true)}\nSigned by {by.Name} ({by.Id}) at {Moment(now)}.\n";
        (TextHash, Substance) = (HashOf(Text), SubstanceOf(material));
    }

    /// <summary>Ours.</summary>
    public SignedDecisionId Id { get; private set; }

    /// <summary>Of which integration.</summary>
    public IntegrationId IntegrationId { get; private set; }

    /// <summary>What it was decided on, as JSON; read it with <see cref="Inputs"/>.</summary>
    public string InputsText { get; private set; } = "{}";

    /// <summary>The record: questionnaire, decisions with their facts, checklist with its answers, who signed, when.</summary>
    public string Text { get; private set; } = "";

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, hex; the audit entry of the signature has it too.</summary>
    public string TextHash { get; private set; } = "";

    /// <summary>What was signed, without the moments at which it was read and without the signature; hex.</summary>
    public string Substance { get; private set; } = "";

    /// <summary>Actor id of the signer.</summary>
    public string SignedById { get; private set; } = "";

    /// <summary>Their name at the time.</summary>
    public string SignedBy { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset SignedAt { get; private set; }

    /// <summary>The text is the one that was signed.</summary>
    public bool IsIntact => HashOf(Text) == TextHash;

    /// <summary>What it was decided on.</summary>
    public ArchitectureInputs Inputs() => JsonSerializer.Deserialize<ArchitectureInputs>(InputsText, Options)!;

    /// <summary>As the integration keeps it, for the rules.</summary>
    public ArchitectureDecision ToDecision() => new(Inputs(), ArchitectureTable.Recommend(Inputs()), SignedBy, SignedAt);

    /// <summary>What a person who signs is shown, without the moments at which it was read: two looks at the same are the same.</summary>
    public static string SubstanceOf(ReviewMaterial material) => HashOf(TextOf(material, withMoments: false));

    /// <summary>What an audit entry may show of it.</summary>
    public AuditFields ToAudit() => new AuditFields().Add("signedBy", SignedById).Add("signedAt", SignedAt).Add("sha256", TextHash)
        .Add("inputs", string.Join("; ", Enum.GetValues<ArchitectureInput>().Select(Inputs().Words)));

    private static string TextOf(ReviewMaterial material, bool withMoments)
    {
        var text = new StringBuilder().Append("Architecture decision\nIntegration: ").Append(OneLine(material.Name)).Append("\n\nQuestionnaire\n");
        foreach (var line in material.Questionnaire()) Append(line);
        text.Append("\nDecisions\n");
        if (material is { Inputs: { } inputs, Recommended: { } said })
        {
            foreach (var part in ArchitectureTable.Parts)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {ArchitectureWords.Of(part)}: {ArchitectureWords.Of(part, said)} Rests on: {string.Join("; ", ArchitectureTable.Facts(part, inputs))}.\n");
            }
        }
        text.Append("\nA move to Hyperforce\n");
        foreach (var line in material.Breaks()) Append(line);
        text.Append("\nChecklist\n");
        foreach (var line in material.Checklist()) Append(line);
        return text.ToString();

        void Append(ReviewLine line) => text.Append(CultureInfo.InvariantCulture,
            $"- {OneLine(line.Question)} {OneLine(line.Answer ?? $"Unknown: {line.Unknown}")} [{line.Source}{(withMoments && line.AsOf is { } at ? $", as of {Moment(at)}" : "")}]\n");
    }

    // What somebody typed cannot pass for another line of the record.
    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n', '\u0085', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries));

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>SHA-256 of the record's text, hex.</summary>
    public static string HashOf(string text) => Domain.Text.Sha256(text);
}
