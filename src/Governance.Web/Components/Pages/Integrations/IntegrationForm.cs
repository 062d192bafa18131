using System.Globalization;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Integrations;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>An integration as its form holds it: what is typed, all as text.</summary>
public sealed class IntegrationForm
{
    private IntegrationFacts _facts = new();

    /// <summary>As typed.</summary>
    public string Name { get; set; } = "";

    /// <summary>As typed.</summary>
    public string? Purpose { get; set; }

    /// <summary>A vendor's id, or empty.</summary>
    public string Vendor { get; set; } = "";

    /// <summary>Empty when not recorded.</summary>
    public DataDirection? Direction { get; set; }

    /// <summary>Empty when not recorded.</summary>
    public DataClass? DataClass { get; set; }

    /// <summary>Empty when not recorded.</summary>
    public Regime? Regime { get; set; }

    /// <summary>Where the secret lies.</summary>
    public SecretPlace SecretPlace { get; set; }

    /// <summary>False while the controls are not recorded.</summary>
    public bool KnowsControls { get; set; }

    /// <summary>Those that are there.</summary>
    public HashSet<AccessControls> Controls { get; } = [];

    /// <summary>yes, no, or empty when not recorded.</summary>
    public string HasFixedAddresses { get; set; } = "";

    /// <summary>yes, no, or empty when not recorded.</summary>
    public string HasGateway { get; set; } = "";

    /// <summary>A number, or empty.</summary>
    public string? ExternalSystems { get; set; }

    /// <summary>As typed.</summary>
    public string? NoPrivatePathReason { get; set; }

    /// <summary>As typed.</summary>
    public string? TlsCertificate { get; set; }

    /// <summary>As typed.</summary>
    public string? SigningCertificate { get; set; }

    /// <summary>UTC; empty when not agreed.</summary>
    public DateOnly? ReviewAt { get; set; }

    /// <summary>UTC; empty when not agreed.</summary>
    public DateOnly? EndsAt { get; set; }

    /// <summary>Perhaps not filled in yet.</summary>
    public List<Part> Parts { get; } = [];

    /// <summary>Filled from what is stored.</summary>
    public static IntegrationForm Of(GetIntegration.Card card) => Of(card.Name, card.Facts, card.Parts);

    /// <summary>Filled from a proposal.</summary>
    public static IntegrationForm Of(ProposeIntegrations.Proposal proposal) =>
        Of(proposal.Name, new IntegrationFacts { Vendor = proposal.Vendor }, proposal.Parts);

    /// <summary>The draft, or what of it can't be read.</summary>
    public Result<IntegrationDraft> Read()
    {
        int? systems = int.TryParse(ExternalSystems, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
        if (systems is null && !string.IsNullOrWhiteSpace(ExternalSystems))
            return new Problem(ProblemKind.Invalid, "integration.form", "Nothing was saved.", new Dictionary<string, string> { ["ExternalSystems"] = "External systems that call in are 0 to 10,000." });
        return new IntegrationDraft(
            Name,
            _facts with
            {
                Purpose = Given(Purpose),
                Vendor = Guid.TryParse(Vendor, out var vendor) ? new VendorId(vendor) : null,
                Direction = Direction,
                DataClass = DataClass,
                Regime = Regime,
                SecretPlace = SecretPlace,
                Controls = KnowsControls ? Controls.Aggregate(AccessControls.None, (all, one) => all | one) : null,
                HasFixedAddresses = IntegrationWords.YesOrNo(HasFixedAddresses),
                HasGateway = IntegrationWords.YesOrNo(HasGateway),
                ExternalSystems = systems,
                NoPrivatePathReason = Given(NoPrivatePathReason),
                TlsCertificate = Given(TlsCertificate),
                SigningCertificate = Given(SigningCertificate),
                ReviewAt = IntegrationWords.At(ReviewAt, _facts.ReviewAt),
                EndsAt = IntegrationWords.At(EndsAt, _facts.EndsAt),
            },
            [.. Parts.Where(p => !string.IsNullOrWhiteSpace(p.Name)).Select(p => new IntegrationPartDraft(p.Kind, p.Name, Guid.TryParse(p.Org, out var org) ? new OrgId(org) : null))]);
    }

    private static IntegrationForm Of(string name, IntegrationFacts facts, IReadOnlyList<IntegrationPartDraft> parts)
    {
        var form = new IntegrationForm
        {
            _facts = facts,
            Name = name,
            Purpose = facts.Purpose,
            Vendor = facts.Vendor?.Value.ToString("D") ?? "",
            Direction = facts.Direction,
            DataClass = facts.DataClass,
            Regime = facts.Regime,
            SecretPlace = facts.SecretPlace,
            KnowsControls = facts.Controls is not null,
            HasFixedAddresses = IntegrationWords.YesOrNo(facts.HasFixedAddresses),
            HasGateway = IntegrationWords.YesOrNo(facts.HasGateway),
            ExternalSystems = facts.ExternalSystems?.ToString(CultureInfo.InvariantCulture),
            NoPrivatePathReason = facts.NoPrivatePathReason,
            TlsCertificate = facts.TlsCertificate,
            SigningCertificate = facts.SigningCertificate,
            ReviewAt = IntegrationWords.DayOf(facts.ReviewAt),
            EndsAt = IntegrationWords.DayOf(facts.EndsAt),
        };
        form.Controls.UnionWith(IntegrationWords.Controls.Where(c => facts.Controls?.HasFlag(c) == true));
        form.Parts.AddRange(parts.Select(p => new Part { Kind = p.Kind, Name = p.Name, Org = p.Org?.Value.ToString("D") ?? "" }));
        return form;
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>One row of the form.</summary>
    public sealed class Part
    {
        /// <summary>What it is.</summary>
        public IntegrationPartKind Kind { get; set; }

        /// <summary>As typed.</summary>
        public string Name { get; set; } = "";

        /// <summary>An org's id, or empty for wherever it is found.</summary>
        public string Org { get; set; } = "";
    }
}
