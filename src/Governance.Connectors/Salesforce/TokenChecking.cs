using System.Globalization;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Salesforce;

/// <summary>Asks whether OauthToken moved since it was read, in one call: the right, COUNT(), the newest row and the newest
/// use.</summary>
/// <remarks>Repeatable. Source: Object Reference, OauthToken.</remarks>
internal static class TokenChecking
{
    private const string Customize = "PermissionsCustomizeApplication";

    public static async Task<Result<TokenCheck>> AskAsync(OrgConversation talk, CancellationToken ct)
    {
        if (talk.Session is null && (await talk.OpenAsync(ct)).Problem is { } closed) return closed;
        var answers = await OrgLists.FirstAsync(
            talk,
            [
                OrgRead.Query($"SELECT {Customize} FROM UserPermissionAccess"),
                OrgRead.Query("SELECT COUNT() FROM OauthToken"),
                OrgRead.Query("SELECT CreatedDate FROM OauthToken ORDER BY CreatedDate DESC LIMIT 1"),
                // Every read of the portal is a use of its own grant.
                OrgRead.Query($"SELECT LastUsedDate FROM OauthToken WHERE UserId != {Soql.Id(talk.Session!.UserId)} ORDER BY LastUsedDate DESC NULLS LAST LIMIT 1"),
            ], ct);
        if (answers.Select(a => a.Problem).FirstOrDefault(p => p is not null and not { Code: RemoteCodes.NotSupported or OrgCodes.QueryRefused }) is { } problem)
            return problem;
        if (answers[0].Ok && OrgJson.Flag(First(answers[0].Value), Customize) == false) return TokenListing.RightMissing;
        if (answers.Any(a => !a.Ok) || OrgJson.Flag(First(answers[0].Value), Customize) != true || OrgJson.Count(answers[1].Value, "totalSize") is not { } count)
            return new TokenCheck(null, talk.Calls);
        return new TokenCheck(
            Marker(count, OrgJson.Moment(First(answers[2].Value), "CreatedDate"), OrgJson.Moment(First(answers[3].Value), "LastUsedDate")), talk.Calls);
    }

    /// <summary>What the same question would have found of rows that were read.</summary>
    public static string MarkerOf(IReadOnlyCollection<TokenRow> rows, string ownUserId) => Marker(
        rows.Count, rows.Max(r => (DateTimeOffset?)r.CreatedAt),
        rows.Where(r => r.UserId != SalesforceIds.Key(ownUserId)).Max(r => r.LastUsedAt));

    // To the second, as token rows are kept.
    private static string Marker(int count, DateTimeOffset? created, DateTimeOffset? used) =>
        string.Create(CultureInfo.InvariantCulture, $"{count}|{created?.ToUnixTimeSeconds()}|{used?.ToUnixTimeSeconds()}");

    private static JsonElement? First(JsonElement page) =>
        page.TryGetProperty("records", out var rows) && rows.ValueKind == JsonValueKind.Array && rows.GetArrayLength() > 0 ? rows[0] : null;
}
