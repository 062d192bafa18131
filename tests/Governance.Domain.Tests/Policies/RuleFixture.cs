using Governance.Domain.Authorizations;
using Governance.Domain.Heroku;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;

namespace Governance.Domain.Tests.Policies;

/// <summary>A thing and what a rule has to say of it.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Outcome">What it answers.</param>
/// <param name="Says">What its reason holds: a value seen, or what is missing.</param>
/// <param name="Thing">Made for each look.</param>
/// <param name="Severity">Where it depends on the values.</param>
/// <param name="Lists">Lists of the rule set otherwise.</param>
public sealed record RuleFixture(
    string Rule, Outcome Outcome, string Says, Func<object> Thing, Severity? Severity = null, IReadOnlyDictionary<string, IReadOnlyList<string>>? Lists = null)
{
    public override string ToString() => $"{Rule} {Outcome} {Says}";
}

/// <summary>All fixtures, and the things they are made of.</summary>
public static partial class RuleFixtures
{
    public static IReadOnlyList<RuleFixture> All { get; } = [.. Apps(), .. Authorizations(), .. AppLink(), .. PermissionSets(), .. Certificates(), .. Estates()];

    private static DateTimeOffset Now => APicture.Now;

    private static RuleFixture Of(string rule, Outcome outcome, string says, Func<object> thing) => new(rule, outcome, says, thing);

    private static RuleFixture App(string rule, Outcome outcome, string says, Func<APicture, APicture>? change = null) =>
        new(rule, outcome, says, () => (change?.Invoke(new APicture()) ?? new APicture()).App());

    private static RuleFixture Org(string rule, Outcome outcome, string says, Func<APicture, APicture>? change = null) =>
        new(rule, outcome, says, () => (change?.Invoke(new APicture()) ?? new APicture()).Build());

    private static RuleFixture Set(string rule, Outcome outcome, string says, Func<APicture, APicture>? change = null) =>
        new(rule, outcome, says, () => (change?.Invoke(new APicture()) ?? new APicture()).Set());

    private static RuleFixture User(string rule, Outcome outcome, string says, Func<APicture, APicture>? change = null) =>
        new(rule, outcome, says, () => (change?.Invoke(new APicture()) ?? new APicture()).User());

    private static RuleFixture Cert(string rule, Outcome outcome, string says, Func<APicture, APicture>? change = null, Severity? severity = null) =>
        new(rule, outcome, says, () => (change?.Invoke(new APicture()) ?? new APicture()).CertificateThing(), severity);

    private static RuleFixture Grant(string rule, Outcome outcome, string says, Func<APicture, APicture>? change = null, Func<Grants, Grants>? grant = null)
    {
        return new(rule, outcome, says, () =>
        {
            var org = (change?.Invoke(new APicture()) ?? new APicture()).Build();
            var facts = grant?.Invoke(new Grants()) ?? new Grants();
            return new GrantThing
            {
                Org = org,
                App = org.Apps[0],
                Id = AuthorizationId.New(),
                Kind = facts.Kind,
                AppName = APicture.AppName,
                AppKey = APicture.AppKey,
                UserId = facts.UserId,
                Username = "ledger@northgale.example",
                UserIsActive = facts.IsActive,
                CreatedAt = Now.AddDays(-facts.AgeDays),
                LastUsedAt = facts.IdleDays is { } idle ? Now.AddDays(-idle) : null,
                IsPortalOwn = facts.IsPortalOwn,
                Siblings = facts.Siblings,
                SeenFrom = facts.SeenFrom,
                TlsProtocols = facts.Tls,
            };
        });
    }

    private static RuleFixture Integration(string rule, Outcome outcome, string says, Func<IntegrationFacts, IntegrationFacts>? change = null,
        Func<OrgStanding, OrgStanding>? org = null, string[]? alive = null, bool aliveKnown = true, int? slots = 10)
    {
        return new(rule, outcome, says, () => new IntegrationThing
        {
            Id = Guid.NewGuid(),
            Name = "Ledger",
            Now = Now,
            Facts = change?.Invoke(GoodIntegration) ?? GoodIntegration,
            Orgs = [new APicture().Org(org ?? (o => o)).Build()],
            Alive = aliveKnown ? alive ?? ["1 grant"] : null,
            SlotsUsed = slots,
        });
    }

    private static ArchitectureInputs GoodInputs { get; } =
        new(DataDirection.Both, DataClass.Confidential, Regime.Personal, OrgInfrastructure.Hyperforce, false, true, 1, 10);

    private static IntegrationFacts GoodIntegration { get; } = new()
    {
        Purpose = "Books invoices",
        Owner = new OwnerStanding("Sade Abeni", false, Now.AddDays(-3), null, true),
        Deputy = "Kai Vint",
        ReviewAt = Now.AddDays(30),
        EndsAt = Now.AddDays(300),
        SecretPlace = SecretPlace.Manager,
        Direction = DataDirection.Both,
        DataClass = DataClass.Confidential,
        Regime = Regime.Personal,
        Controls = AccessControls.MutualTls | AccessControls.OAuth,
        HasFixedAddresses = true,
        HasGateway = false,
        ExternalSystems = 1,
        TlsCertificate = "Ledger_Mtls",
        SigningCertificate = "Ledger_Jwt",
        Decision = new ArchitectureDecision(GoodInputs, ArchitectureTable.Recommend(GoodInputs), "Ines Quell", Now.AddDays(-60)),
    };

    private sealed record Grants
    {
        public AuthorizationKind Kind { get; init; } = AuthorizationKind.OAuth;

        public string UserId { get; init; } = APicture.UserId;

        public bool? IsActive { get; init; } = true;

        public double AgeDays { get; init; } = 60;

        public double? IdleDays { get; init; } = 1;

        public bool IsPortalOwn { get; init; }

        public int Siblings { get; init; } = 1;

        public IReadOnlyList<string>? SeenFrom { get; init; } = ["198.51.100.2"];

        public IReadOnlyList<string>? Tls { get; init; } = ["TLS 1.3"];
    }

    private static AppLinkRecordThing Record(Func<AppLinkRecordThing, AppLinkRecordThing>? change = null)
    {
        var good = new AppLinkRecordThing
        {
            Id = AppLinkRecordId.New(),
            Kind = AppLinkKind.Connection,
            Name = "core",
            StatusWord = "connected",
            Now = Now,
            StatusSince = Now.AddDays(-60),
            OrgKey = APicture.OrgKey,
            Username = "ledger@northgale.example",
            UserKey = APicture.UserId,
            Org = new APicture().Build(),
            OrgsOwnKey = APicture.OrgKey,
            PublicationOrgKeys = [APicture.OrgKey],
            Targets = 0,
            Authorizations = 1,
        };
        return change?.Invoke(good) ?? good;
    }

    private static AttachedApp Attached { get; } = new("ledger", "production", "finance", true, false, [], false);

    private static AppLinkDependentRow Published { get; } =
        new(AppLinkDependentKind.Publication, "p1", "core", "Quote", "app1", "0gM000000000001", APicture.OrgKey, null, Now.AddDays(-10));
}
