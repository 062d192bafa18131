using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Salesforce;

/// <summary>Reads the rows of OauthToken that one user holds, in one call: the right, the rows, COUNT(). What is not whole is not
/// handed out.</summary>
/// <remarks>Repeatable. Source: Object Reference, OauthToken (UserId is filterable).</remarks>
internal static class UserTokens
{
    private const string Customize = "PermissionsCustomizeApplication";

    public static async Task<Result<IReadOnlyList<TokenRow>>> ReadAsync(OrgConversation talk, TokenRowReader reader, string userKey, CancellationToken ct)
    {
        if ((await talk.OpenAsync(ct)).Problem is { } closed) return closed;
        var answers = await OrgLists.FirstAsync(
            talk,
            [
                OrgRead.Query($"SELECT {Customize} FROM UserPermissionAccess"),
                OrgRead.Query($"SELECT {TokenRowReader.Fields} FROM OauthToken WHERE UserId = {Soql.Id(userKey)} ORDER BY CreatedDate"),
                OrgRead.Query($"SELECT COUNT() FROM OauthToken WHERE UserId = {Soql.Id(userKey)}"),
            ], ct);
        if (answers.Select(a => a.Problem).FirstOrDefault(p => p is not null) is { } problem) return problem;
        if (Records(answers[0].Value) is not [var rights] || OrgJson.Flag(rights, Customize) != true) return TokenListing.RightMissing;
        var rows = Records(answers[1].Value).Select(r => reader.Read(r).Row).ToArray();
        return OrgJson.Flag(answers[1].Value, "done") == true && OrgJson.Count(answers[2].Value, "totalSize") == rows.Length ? rows : OrgErrors.Unreadable;
    }

    private static List<JsonElement> Records(JsonElement page) =>
        page.TryGetProperty("records", out var rows) && rows.ValueKind == JsonValueKind.Array ? [.. rows.EnumerateArray()] : [];
}
