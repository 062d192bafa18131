using Governance.Domain.Policies;

namespace Governance.Domain.Requests;

/// <summary>One reason for a level.</summary>
/// <param name="Raises">False: it lowers it.</param>
/// <param name="Text">A few words.</param>
public sealed record RiskReason(bool Raises, string Text);

/// <summary>How much may go wrong when a request is carried out, with what that rests on; the graver, the more people decide.</summary>
/// <param name="Level">How much.</param>
/// <param name="Reasons">What raises it first.</param>
public sealed record RequestRisk(Severity Level, IReadOnlyList<RiskReason> Reasons)
{
    /// <summary>How many people agree before a request of this risk is carried out; whoever asked is never one of them.</summary>
    public static int ApprovalsFor(Severity level) => level switch
    {
        Severity.Critical => 3,
        Severity.High => 2,
        _ => 1,
    };

    /// <summary>What revoking these authorizations may stop.</summary>
    /// <param name="facts">Counted at this moment.</param>
    public static RequestRisk OfRevocation(RevocationFacts facts)
    {
        const int many = 50;
        var level = facts switch
        {
            { UsedLastDay: > many, ProductionOrgsUsed: > 1 } => Severity.Critical,
            { UsedLastDay: > 0, ProductionOrgsUsed: > 0 } or { Targets: > many, UsedLastMonth: > 0 } => Severity.High,
            { UsedLastMonth: > 0 } or { UseUnknown: > 0 } => Severity.Medium,
            _ => Severity.Low,
        };
        var reasons = new List<RiskReason>();
        if (facts.UsedLastDay > 0) reasons.Add(new(true, $"{Counted(facts.UsedLastDay, "authorization")} used within 24 hours"));
        else if (facts.UsedLastMonth > 0) reasons.Add(new(true, $"{Counted(facts.UsedLastMonth, "authorization")} used within 30 days"));
        if (facts.UseUnknown > 0) reasons.Add(new(true, $"use of {Counted(facts.UseUnknown, "AppLink authorization")} unknown"));
        if (facts.ProductionOrgsUsed > 0) reasons.Add(new(true, $"{Counted(facts.ProductionOrgsUsed, "production org")}"));
        if (facts.Integrations.Count > 0) reasons.Add(new(true, $"serves {string.Join(", ", facts.Integrations)}"));
        if (facts.Targets > many) reasons.Add(new(true, $"{Counted(facts.Targets, "authorization")} at once"));
        if (facts is { UsedLastMonth: 0, UseUnknown: 0 }) reasons.Add(new(false, "none used for 30 days"));
        if (facts is { ProductionOrgsUsed: 0, UseUnknown: 0 }) reasons.Add(new(false, "no production org uses them"));
        return new(level, reasons);
    }

    /// <summary>What may go wrong when a client app that was cut off comes back: at least high.</summary>
    public static RequestRisk OfReturn(ReturnFacts facts)
    {
        var everything = facts.Asked.Scopes?.Contains("full", StringComparer.Ordinal) == true;
        List<RiskReason> reasons = [new(true, $"it was cut off in {facts.Incident}")];
        if (everything) reasons.Add(new(true, "scope full: everything its users may"));
        if (facts.Asked.Scopes is null) reasons.Add(new(true, "what scopes it had was never read"));
        if (facts.IsProduction) reasons.Add(new(true, "production org"));
        if (facts.Asked.Ranges is null or { Count: 0 }) reasons.Add(new(true, "from any address, as far as is known"));
        if (facts.Asked.Users.Count > 1) reasons.Add(new(true, Counted(facts.Asked.Users.Count, "user")));
        if (facts.IsLess) reasons.Add(new(false, "less than it had before"));
        return new(everything || facts.Asked.Scopes is null && facts.IsProduction ? Severity.Critical : Severity.High, reasons);
    }

    private static string Counted(int count, string one) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count:N0} {one}{(count == 1 ? "" : "s")}");
}

/// <summary>What the risk of a revocation rests on.</summary>
/// <param name="Targets">Authorizations.</param>
/// <param name="UsedLastDay">Of them, used within 24 hours.</param>
/// <param name="UsedLastMonth">Of them, used within 30 days.</param>
/// <param name="ProductionOrgsUsed">Production orgs in which one was used within 30 days.</param>
/// <param name="Integrations">Names of the integrations whose apps or users they are, in order.</param>
/// <param name="UseUnknown">Of the authorizations, those of AppLink, which does not tell of use.</param>
public sealed record RevocationFacts(
    int Targets, int UsedLastDay, int UsedLastMonth, int ProductionOrgsUsed, IReadOnlyList<string> Integrations, int UseUnknown = 0);

/// <summary>What the risk of a return to service rests on.</summary>
/// <param name="Incident">In which it was cut off, as in INC-0001.</param>
/// <param name="Asked">What is to come back.</param>
/// <param name="IsProduction">Its org is a production org.</param>
/// <param name="IsLess">Less than the passport holds.</param>
public sealed record ReturnFacts(string Incident, Incidents.PassportRights Asked, bool IsProduction, bool IsLess);
