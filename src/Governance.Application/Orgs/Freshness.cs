namespace Governance.Application.Orgs;

/// <summary>When what is known of an org counts as fresh.</summary>
public static class Freshness
{
    /// <summary>Age of the last complete read beyond which an org is not fresh.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromHours(24);
}
