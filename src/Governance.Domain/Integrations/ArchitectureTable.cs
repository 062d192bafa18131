using Governance.Domain.Orgs;

namespace Governance.Domain.Integrations;

/// <summary>A decision that the table makes.</summary>
public enum ArchitecturePart
{
    /// <summary>How the two ends know each other.</summary>
    Authentication,

    /// <summary>Which certificates, and where.</summary>
    Certificates,

    /// <summary>Whether addresses may be listed.</summary>
    AllowList,

    /// <summary>Whether a gateway stands between.</summary>
    Gateway,

    /// <summary>What the review has to answer.</summary>
    Checklist,
}

/// <summary>How the two ends know each other.</summary>
public enum AuthenticationPattern
{
    /// <summary>OAuth by a named credential; the org calls, TLS shows who answers.</summary>
    OAuth,

    /// <summary>OAuth beside a list of addresses.</summary>
    AddressListAndOAuth,

    /// <summary>Mutual TLS for the transport, OAuth for the application.</summary>
    MutualTlsAndOAuth,

    /// <summary>A private path for the transport, OAuth for the application.</summary>
    PrivatePathAndOAuth,
}

/// <summary>Which certificates, and where.</summary>
public enum CertificatePlan
{
    /// <summary>One to sign JWTs.</summary>
    SigningOnly,

    /// <summary>One for mutual TLS and another to sign JWTs, both with an owner and a deputy.</summary>
    OnePerPurpose,

    /// <summary>Client certificates at the gateway, one of it in the org.</summary>
    AtGateway,

    /// <summary>One shared or wildcard certificate for mutual TLS, another to sign JWTs: few slots are left.</summary>
    SharedOrWildcard,
}

/// <summary>Whether addresses may be listed.</summary>
public enum AllowListAnswer
{
    /// <summary>No: they change, and a Hyperforce move breaks the list.</summary>
    NoGo,

    /// <summary>Not before a person has confirmed where the org runs.</summary>
    ConfirmDeployment,

    /// <summary>Yes, beside OAuth, never alone.</summary>
    GoBesideOAuth,
}

/// <summary>Whether a gateway stands between.</summary>
public enum GatewayPlan
{
    /// <summary>None is needed.</summary>
    NotNeeded,

    /// <summary>The one that is there stays.</summary>
    Keep,

    /// <summary>One is to be put before the org: it ends mutual TLS, and holds what callers show.</summary>
    PutBefore,
}

/// <summary>What the review has to answer, beside owner, deputy and purpose.</summary>
[Flags]
public enum ReviewQuestions
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>Which private path, or why none, and what its licence costs.</summary>
    PrivatePath = 1,

    /// <summary>Which certificate for mutual TLS and which for signing.</summary>
    Certificates = 2,

    /// <summary>Who confirmed where the org runs.</summary>
    Deployment = 4,

    /// <summary>Which addresses, and who hears of a change.</summary>
    Addresses = 8,

    /// <summary>Who runs the gateway.</summary>
    Gateway = 16,

    /// <summary>Which contract covers the data.</summary>
    Contract = 32,

    /// <summary>Who frees certificate slots.</summary>
    Slots = 64,
}

/// <summary>What the table says.</summary>
/// <param name="Authentication">How the two ends know each other.</param>
/// <param name="Certificates">Which certificates, and where.</param>
/// <param name="AllowList">Whether addresses may be listed.</param>
/// <param name="Gateway">Whether a gateway stands between.</param>
/// <param name="Checklist">What the review has to answer.</param>
public sealed record ArchitectureRecommendation(
    AuthenticationPattern Authentication, CertificatePlan Certificates, AllowListAnswer AllowList, GatewayPlan Gateway, ReviewQuestions Checklist);

/// <summary>The decision table: from what is known of an integration to how it is to be built.</summary>
public static class ArchitectureTable
{
    /// <summary>Every decision.</summary>
    public static IReadOnlyList<ArchitecturePart> Parts { get; } = Enum.GetValues<ArchitecturePart>();

    /// <summary>Inputs that can change a decision; no other can.</summary>
    public static IReadOnlyList<ArchitectureInput> DependsOn(ArchitecturePart part) => part switch
    {
        ArchitecturePart.Authentication =>
        [
            ArchitectureInput.Direction, ArchitectureInput.DataClass, ArchitectureInput.Regime, ArchitectureInput.Deployment,
            ArchitectureInput.FixedAddresses,
        ],
        ArchitecturePart.Certificates =>
        [
            ArchitectureInput.Direction, ArchitectureInput.DataClass, ArchitectureInput.Regime, ArchitectureInput.Deployment,
            ArchitectureInput.Gateway, ArchitectureInput.FixedAddresses, ArchitectureInput.CertificateSlots,
        ],
        ArchitecturePart.AllowList => [ArchitectureInput.Direction, ArchitectureInput.Deployment, ArchitectureInput.FixedAddresses],
        ArchitecturePart.Gateway =>
            [ArchitectureInput.Direction, ArchitectureInput.Gateway, ArchitectureInput.ExternalSystems, ArchitectureInput.CertificateSlots],
        _ => Enum.GetValues<ArchitectureInput>(),
    };

    /// <summary>What is recommended.</summary>
    public static ArchitectureRecommendation Recommend(ArchitectureInputs inputs)
    {
        var authentication = Authentication(inputs);
        var certificates = Certificates(inputs, authentication);
        var allowList = AllowList(inputs);
        var gateway = Gateway(inputs);
        return new(authentication, certificates, allowList, gateway, Checklist(inputs, certificates, allowList, gateway));
    }

    /// <summary>The facts that a decision rests on, in words.</summary>
    public static IReadOnlyList<string> Facts(ArchitecturePart part, ArchitectureInputs inputs) => [.. DependsOn(part).Select(inputs.Words)];

    /// <summary>Inputs that are not what they were, as the table sees them.</summary>
    public static IReadOnlyList<ArchitectureInput> Changed(ArchitectureInputs before, ArchitectureInputs now) =>
        before == now ? [] : [.. Enum.GetValues<ArchitectureInput>().Where(i => before.Words(i) != now.Words(i))];

    /// <summary>Decisions to be made anew: those that rest on a changed input, and no others.</summary>
    public static IReadOnlyList<ArchitecturePart> Stale(ArchitectureInputs before, ArchitectureInputs now) =>
        Changed(before, now) is { Count: > 0 } changed ? [.. Parts.Where(p => DependsOn(p).Any(changed.Contains))] : [];

    private static AuthenticationPattern Authentication(ArchitectureInputs inputs) => inputs switch
    {
        { DemandsPrivatePath: true } => AuthenticationPattern.PrivatePathAndOAuth,
        { DataClass: DataClass.Confidential } => AuthenticationPattern.MutualTlsAndOAuth,
        { IsInbound: false } => AuthenticationPattern.OAuth,
        { Deployment: OrgInfrastructure.Classic, HasFixedAddresses: true } => AuthenticationPattern.AddressListAndOAuth,
        _ => AuthenticationPattern.MutualTlsAndOAuth,
    };

    private static CertificatePlan Certificates(ArchitectureInputs inputs, AuthenticationPattern authentication) =>
        authentication != AuthenticationPattern.MutualTlsAndOAuth ? CertificatePlan.SigningOnly
            : inputs.HasGateway ? CertificatePlan.AtGateway
            : inputs.HasFewSlots ? CertificatePlan.SharedOrWildcard
            : CertificatePlan.OnePerPurpose;

    private static AllowListAnswer AllowList(ArchitectureInputs inputs)
    {
        // Of an outbound call the addresses listed are Salesforce's own: on Hyperforce they are shared and move.
        if (inputs.IsOutbound && inputs.Deployment == OrgInfrastructure.Hyperforce) return AllowListAnswer.NoGo;
        if (inputs.IsInbound && !inputs.HasFixedAddresses) return AllowListAnswer.NoGo;
        return inputs.IsOutbound && inputs.Deployment == OrgInfrastructure.Unknown ? AllowListAnswer.ConfirmDeployment : AllowListAnswer.GoBesideOAuth;
    }

    private static GatewayPlan Gateway(ArchitectureInputs inputs) =>
        inputs.HasGateway ? GatewayPlan.Keep
            : inputs.HasFewSlots || (inputs.IsInbound && inputs.HasManySystems) ? GatewayPlan.PutBefore
            : GatewayPlan.NotNeeded;

    private static ReviewQuestions Checklist(ArchitectureInputs inputs, CertificatePlan certificates, AllowListAnswer allowList, GatewayPlan gateway)
    {
        var questions = ReviewQuestions.None;
        if (inputs.DemandsPrivatePath) questions |= ReviewQuestions.PrivatePath;
        if (certificates != CertificatePlan.SigningOnly) questions |= ReviewQuestions.Certificates;
        if (inputs.Deployment == OrgInfrastructure.Unknown) questions |= ReviewQuestions.Deployment;
        if (allowList == AllowListAnswer.GoBesideOAuth) questions |= ReviewQuestions.Addresses;
        if (gateway != GatewayPlan.NotNeeded) questions |= ReviewQuestions.Gateway;
        if (inputs.Regime != Regime.None) questions |= ReviewQuestions.Contract;
        if (inputs.HasFewSlots) questions |= ReviewQuestions.Slots;
        return questions;
    }
}
