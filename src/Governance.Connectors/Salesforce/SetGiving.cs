using System.Globalization;
using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Gives a user a permission set that ends by itself. In order:
/// 1. the set and the user, by name: exactly one each;
/// 2. what the user has of it already: with the same end it is done, with another it is left to a person;
/// 3. the assignment, with its expiration date; 4. the row as the org shows it then.</summary>
/// <remarks>Source: Object Reference, PermissionSetAssignment (ExpirationDate since API version 52.0).</remarks>
internal static class SetGiving
{
    public static async Task<Result<GivenSet>> RunAsync(OrgConversation talk, SetGift gift, CancellationToken ct)
    {
        var name = Soql.Text(gift.PermissionSet);
        var found = await OrgLists.ReadAsync(talk,
        [
            OrgRead.Query($"SELECT Id, Name, Label FROM PermissionSet WHERE IsOwnedByProfile = false AND PermissionSetGroupId = null AND (Name = {name} OR Label = {name})"),
            OrgRead.Query($"SELECT Id FROM User WHERE IsActive = true AND Username = {Soql.Text(gift.Username)}"),
        ], ct);
        if (found.Select(f => f.Problem).FirstOrDefault(p => p is not null) is { } unread) return unread;
        // A name is unique in the org, a label need not be.
        var sets = found[0].Rows.Where(r => Is(r, "Name", gift.PermissionSet)).ToList() is [_, ..] named ? named : found[0].Rows;
        if (sets is not [var row] || RowValue.Key(row) is not { } set) return Refuse(sets.Count == 0
            ? "The org has no permission set of that name, or hides it from the responder."
            : "The org has several permission sets of that label. Name one by its API name.");
        if (found[1].Rows is not [var person] || RowValue.Key(person) is not { } user) return Refuse("The org has no active user of that name, or hides them from the responder.");

        var before = await AssignmentAsync(talk, set, user, ct);
        if (before.Problem is { } unknown) return unknown;
        if (before.Value is { } there)
        {
            return there.EndsAt == gift.EndsAt ? new GivenSet(there.Id, gift.EndsAt)
                : Refuse(there.EndsAt is { } end ? string.Create(CultureInfo.InvariantCulture, $"The user has it already, until {end:yyyy-MM-dd HH:mm} UTC. Nothing was changed.")
                    : "The user has it already, without an end. Nothing was changed.");
        }
        var body = OrgBody.Json(JsonSerializer.SerializeToUtf8Bytes(new { AssigneeId = user, PermissionSetId = set, ExpirationDate = Soql.Moment(gift.EndsAt) }));
        var made = await talk.ChangeAsync(HttpMethod.Post, "sobjects/PermissionSetAssignment", body, repeatable: false, ct);
        if (made.Problem is { } refused) return refused;
        var after = await AssignmentAsync(talk, set, user, ct);
        return after.Problem is { } unseen ? unseen
            : after.Value is { } given && given.EndsAt == gift.EndsAt ? new GivenSet(given.Id, gift.EndsAt)
            : Refuse("The org accepted it, and does not show the assignment with its end.");
    }

    private static async Task<Result<(string Id, DateTimeOffset? EndsAt)?>> AssignmentAsync(OrgConversation talk, string set, string user, CancellationToken ct)
    {
        var list = await OrgLists.ReadOneAsync(talk,
            [OrgRead.Query($"SELECT Id, ExpirationDate FROM PermissionSetAssignment WHERE AssigneeId = {Soql.Id(user)} AND PermissionSetId = {Soql.Id(set)}")], ct);
        if (list.Problem is { } problem) return problem;
        return list.Rows is [var row, ..] && RowValue.Key(row) is { } id ? (id, OrgJson.Moment(row, "ExpirationDate")) : ((string, DateTimeOffset?)?)null;
    }

    private static bool Is(JsonElement row, string field, string value) => string.Equals(OrgJson.Text(row, field), value, StringComparison.OrdinalIgnoreCase);

    private static Problem Refuse(string words) => Problem.RemoteRefused(OrgCodes.Refused, words);
}
