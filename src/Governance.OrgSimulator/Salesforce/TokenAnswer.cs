using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>What the token endpoint decided: a session, or an error of OAuth.</summary>
public sealed record TokenAnswer
{
    public Session? Session { get; init; }

    public string? AccessToken { get; init; }

    public string? RefreshToken { get; init; }

    public string? LoginSubType { get; init; }

    public string? Error { get; init; }

    public string? Description { get; init; }

    public int Status { get; init; } = 400;

    /// <summary>Name of the app that asked, for the call log.</summary>
    public string? About { get; init; }

    public static TokenAnswer Refused(string error, string description, ClientApp? app = null) => new() { Error = error, Description = description, About = app?.Name };
}
