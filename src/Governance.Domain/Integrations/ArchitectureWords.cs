namespace Governance.Domain.Integrations;

/// <summary>What the decision table says, in words: for pages, and for the record that is signed.</summary>
public static class ArchitectureWords
{
    /// <summary>What is decided.</summary>
    public static string Of(ArchitecturePart part) => part switch
    {
        ArchitecturePart.Authentication => "Authentication",
        ArchitecturePart.Certificates => "Certificates",
        ArchitecturePart.AllowList => "List of addresses",
        ArchitecturePart.Gateway => "Gateway",
        _ => "Review checklist",
    };

    /// <summary>What is recommended.</summary>
    public static string Of(ArchitecturePart part, ArchitectureRecommendation said) => part switch
    {
        ArchitecturePart.Authentication => Of(said.Authentication),
        ArchitecturePart.Certificates => Of(said.Certificates),
        ArchitecturePart.AllowList => Of(said.AllowList),
        ArchitecturePart.Gateway => Of(said.Gateway),
        _ => said.Checklist == ReviewQuestions.None ? "Owner, deputy and purpose are to be answered."
            : $"Beside owner, deputy and purpose: {string.Join(", ", Each(said.Checklist).Select(Short))}.",
    };

    /// <summary>How the two ends know each other.</summary>
    public static string Of(AuthenticationPattern pattern) => pattern switch
    {
        AuthenticationPattern.OAuth => "OAuth by a named credential. TLS shows who answers.",
        AuthenticationPattern.AddressListAndOAuth => "OAuth beside a list of the other end’s addresses, never the list alone.",
        AuthenticationPattern.MutualTlsAndOAuth => "Mutual TLS for the transport, OAuth for the application.",
        _ => "A private path for the transport, OAuth for the application. Private Connect needs a licence of its own.",
    };

    /// <summary>Which certificates, and where.</summary>
    public static string Of(CertificatePlan plan) => plan switch
    {
        CertificatePlan.SigningOnly => "One certificate to sign JWTs, with an owner and a deputy.",
        CertificatePlan.OnePerPurpose => "One certificate for mutual TLS and another to sign JWTs, each with an owner and a deputy.",
        CertificatePlan.AtGateway => "Client certificates end at the gateway. In the org: one of the gateway’s, and another to sign JWTs.",
        _ => "One shared or wildcard certificate for mutual TLS, another to sign JWTs: few slots are left.",
    };

    /// <summary>Whether addresses may be listed.</summary>
    public static string Of(AllowListAnswer answer) => answer switch
    {
        AllowListAnswer.NoGo => "No go: the addresses change, and a move to Hyperforce breaks the list.",
        AllowListAnswer.ConfirmDeployment => "Not yet: first a person confirms where the org runs.",
        _ => "Go, beside OAuth and never alone.",
    };

    /// <summary>Whether a gateway stands between.</summary>
    public static string Of(GatewayPlan plan) => plan switch
    {
        GatewayPlan.NotNeeded => "No gateway is needed.",
        GatewayPlan.Keep => "The gateway that is there stays.",
        _ => "Put a gateway before the org: it ends mutual TLS and holds what callers show.",
    };

    /// <summary>What is asked of an input.</summary>
    public static string Question(ArchitectureInput input) => input switch
    {
        ArchitectureInput.Direction => "Which way does data flow?",
        ArchitectureInput.DataClass => "How sensitive is the data?",
        ArchitectureInput.Regime => "Which law or contract is it under?",
        ArchitectureInput.Deployment => "Where do its orgs run?",
        ArchitectureInput.Gateway => "Does a gateway stand between?",
        ArchitectureInput.FixedAddresses => "Has the other end fixed addresses?",
        ArchitectureInput.ExternalSystems => "How many external systems call in directly?",
        _ => "How many certificate slots are in use in the fullest org?",
    };

    /// <summary>What a checklist asks.</summary>
    public static string Question(ReviewQuestions question) => question switch
    {
        ReviewQuestions.PrivatePath => "Which private path, or why none, and what its licence costs?",
        ReviewQuestions.Certificates => "Which certificate is for mutual TLS, and which for signing?",
        ReviewQuestions.Deployment => "Who confirmed where the orgs run?",
        ReviewQuestions.Addresses => "Which addresses are listed, and who hears of a change?",
        ReviewQuestions.Gateway => "Who runs the gateway?",
        ReviewQuestions.Contract => "Which contract covers the data?",
        _ => "Who frees certificate slots?",
    };

    /// <summary>One control each.</summary>
    public static string Of(AccessControls controls) => controls == AccessControls.None ? "nothing" : string.Join(", ", Enum.GetValues<AccessControls>()
        .Where(c => c != AccessControls.None && controls.HasFlag(c)).Select(c => c switch
        {
            AccessControls.AddressList => "a list of addresses",
            AccessControls.MutualTls => "mutual TLS",
            AccessControls.PrivatePath => "a private path",
            _ => "OAuth",
        }));

    /// <summary>The flags, one by one.</summary>
    internal static IEnumerable<ReviewQuestions> Each(ReviewQuestions questions) =>
        Enum.GetValues<ReviewQuestions>().Where(q => q != ReviewQuestions.None && questions.HasFlag(q));

    private static string Short(ReviewQuestions question) => question switch
    {
        ReviewQuestions.PrivatePath => "the private path",
        ReviewQuestions.Certificates => "the certificates",
        ReviewQuestions.Deployment => "where the orgs run",
        ReviewQuestions.Addresses => "the addresses",
        ReviewQuestions.Gateway => "the gateway",
        ReviewQuestions.Contract => "the contract",
        _ => "certificate slots",
    };
}
