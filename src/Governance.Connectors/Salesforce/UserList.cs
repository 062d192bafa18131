using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Salesforce;

/// <summary>Users that matter to integrations, in one go: those with the licence Salesforce Integration, the owners of grants,
/// the holders of looked-at permission sets; and who of the org is frozen.</summary>
/// <remarks>Repeatable. Source: Object Reference, User and UserLogin. Without View All Users or Manage Users the org shows the
/// portal's own user only.</remarks>
internal static class UserList
{
    private const string Fields =
        "SELECT Id, Username, Name, IsActive, UserType, Profile.Name, Profile.UserLicense.Name, LastLoginDate, CreatedDate FROM User WHERE ";

    /// <param name="reading">Gathers.</param>
    /// <param name="holders">Ids of those who hold looked-at sets.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<CapabilityRead> ReadAsync(InventoryReading reading, IEnumerable<string> holders, CancellationToken ct)
    {
        if (reading.Ask.NotHeld.Contains(NeededRights.ViewAllUsers) && reading.Ask.NotHeld.Contains(NeededRights.ManageUsers))
            return reading.Fail(Problem.RemoteRefused(RemoteCodes.RightMissing, ""), NeededRights.ViewAllUsers);
        var wanted = reading.Ask.Owners.Concat(holders);
        var lists = await OrgLists.ReadAsync(
            reading.Talk,
            [
                OrgRead.Query($"{Fields}Profile.UserLicense.Name = {Soql.Text(UserFacts.IntegrationLicense)}"),
                OrgRead.Query("SELECT UserId FROM UserLogin WHERE IsFrozen = true"),
                .. OrgLists.InChunks(wanted, ids => $"{Fields}Id IN ({ids})"),
            ], ct);
        if (lists.Where((_, i) => i != 1).All(l => l is { Problem: not null, Rows.Count: 0 }))
            return reading.Fail(lists[0].Problem!, NeededRights.ViewAllUsers);
        var frozen = reading.Part(lists[1], "Who is frozen", NeededRights.ManageUsers).Select(r => RowValue.Key(r, "UserId")).ToHashSet();
        var users = reading.Part(lists[0], "Users with an integration licence", NeededRights.ViewAllUsers)
            .Concat(reading.Part(OrgLists.Joined(lists.Skip(2)), "Owners and holders", NeededRights.ViewAllUsers));
        foreach (var row in users)
        {
            var key = RowValue.Key(row) ?? "";
            reading.Add(ItemKind.User, key, RowValue.Words(row, "Username") ?? "", Facts(row) with
            {
                IsFrozen = lists[1].Problem is null ? frozen.Contains(key) : null,
            });
        }
        return reading.Done();
    }

    private static UserFacts Facts(JsonElement row) => new()
    {
        DisplayName = RowValue.Words(row, "Name"),
        IsActive = OrgJson.Flag(row, "IsActive"),
        UserType = RowValue.Words(row, "UserType"),
        ProfileName = RowValue.Of(row, "Profile", "Name"),
        LicenseName = OrgJson.Relation(row, "Profile") is { } profile ? RowValue.Of(profile, "UserLicense", "Name") : null,
        LastLoginAt = OrgJson.Moment(row, "LastLoginDate"),
        CreatedAt = OrgJson.Moment(row, "CreatedDate"),
    };
}
