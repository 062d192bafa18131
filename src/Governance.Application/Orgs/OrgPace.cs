namespace Governance.Application.Orgs;

/// <summary>How often an org is read by schedule, and what that costs.</summary>
/// <param name="Interval">Between two syncs by schedule.</param>
/// <param name="FullInterval">Between two full ones.</param>
/// <param name="CallsPerDay">At most, when something moved before each sync.</param>
/// <param name="DailyLimit">DailyApiRequests of the org; null when it did not say.</param>
/// <param name="Used">Of them in the org's 24 hours before the last full sync, by everybody; null when it did not say.</param>
/// <param name="IsStretched">The interval is longer than the portal's own, because of the limit.</param>
/// <param name="IsWithinShare">False when even the fewest syncs cost more than the share.</param>
public sealed record OrgPace(
    TimeSpan Interval, TimeSpan FullInterval, int CallsPerDay, long? DailyLimit, long? Used, bool IsStretched, bool IsWithinShare);
