using System.Text;
using Governance.Connectors.Salesforce;
using Governance.Domain.Inventory;

namespace Governance.Connectors.Tests.Salesforce;

/// <summary>What one pass over a daily file of API usage finds in it, and what it does not claim.</summary>
public sealed class UsageTallyTests
{
    private const string Head = "USER_ID,API_FAMILY,API_RESOURCE,HTTP_METHOD,ENTITY_NAME,CONNECTED_APP_NAME\n";
    private const string Ines = "005000000000001", Kai = "005000000000002";

    private static readonly DateOnly Day = new(2026, 11, 20);

    [Fact]
    public void Add_OfAFile_FindsColumnsByHeaderAndTakesQuotesAndOddRows()
    {
        var tally = TallyOf(
            "\"API_FAMILY\",\"REQUEST_ID\",\"CONNECTED_APP_NAME\"\n\"REST\",\"1\",\"Ledger, \"\"Sync\"\"\"\r\n\"BULK_API\",\"2\",\"Ledger, \"\"Sync\"\"\"\n\"REST\",\"3\",\"\"\n\"REST\"\n");

        tally.Calls.Select(c => (c.AppName, c.Calls, c.BulkCalls)).ShouldBe([("", 1, 0), ("Ledger, \"Sync\"", 2, 1)]);
        tally.Calls.ShouldAllBe(c => !c.ScopesSeen && !c.ObjectsSeen, "an odd row could have been anything");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"API_FAMILY\"\n\"REST\"\n")]
    public void Add_WhenNoColumnNamesTheApp_SaysSo(string file)
    {
        var tally = TallyOf(file);

        tally.Calls.ShouldBeEmpty();
        tally.Troubles.ShouldBe(["The API usage of 2026-11-20 is no table of calls."]);
    }

    [Theory]
    [InlineData("REST", "/services/data/v62.0/query", "api")]
    [InlineData("SOAP", "describeSObjects", "api")]
    [InlineData("Bulk", "/v62.0/jobs/query/750000000000001", "api")]
    [InlineData("REST", "/v62.0/chatter/feeds/news/me", "api chatter_api")]
    [InlineData("REST", "/services/data/v62.0/connect/communities?page=1", "api chatter_api")]
    [InlineData("REST", "/services/data/v62.0/wave", "api wave_api")]
    [InlineData("REST", "/services/data/v62.0/waves", "api")]
    [InlineData("", "", "api")]
    public void Add_OfACall_TellsScopesByItsResource(string family, string resource, string scopes)
    {
        var tally = TallyOf(Head + $"{Ines},{family},{resource},GET,Account,Ledger Sync\n");

        tally.Scopes.Select(s => (s.AppName, s.Scope, s.Day)).ShouldBe(scopes.Split(' ').Select(s => ("Ledger Sync", s, Day)));
    }

    [Fact]
    public void Add_OfCallsOfNoApp_TellsNoScope() => TallyOf(Head + $"{Ines},REST,/v62.0/query,GET,Account,\n").Scopes.ShouldBeEmpty();

    [Theory]
    [InlineData("/v62.0/query", "Account", "Account")]
    [InlineData("/v62.0/composite", "\"Account;ns__Invoice__c, Account\"", "Account ns__Invoice__c")]
    [InlineData("/v62.0/query", "", "")]
    [InlineData("/v62.0/composite", "=1+1", "")]
    [InlineData("query", "", "")]
    [InlineData("/v62.0/limits/", "", null)]
    [InlineData("/services/data", "", null)]
    [InlineData("/v62.0", "", null)]
    [InlineData("/services/data/v62.0/sobjects", "", null)]
    [InlineData("/v62.0/apps/oauth/usage/0xI000000000001/users", "", null)]
    [InlineData("getUserInfo", "", null)]
    [InlineData("/v62.0/limits", "Account", "Account")]
    public void Add_OfACall_TellsWhichObjectsItTouched(string resource, string entity, string? objects)
    {
        var tally = TallyOf(Head + $"{Ines}AAA,REST,{resource},GET,{entity},Ledger Sync\n");

        tally.Objects.ShouldBe(objects is null ? [] : objects.Split(' ').Select(o => new ObjectSeen(Ines, o, Day)));
        tally.Calls.Single(c => c.AppName == "").ObjectsSeen.ShouldBeTrue();
    }

    [Fact]
    public void Add_OfSeveralDays_KeepsTheLast()
    {
        var tally = TallyOf(Head + $"{Ines},REST,/v62.0/query,GET,Account,Ledger Sync\n{Kai},REST,/v62.0/query,GET,Account,Ledger Sync\n");

        tally.Add(Bytes(Head + $"{Ines},REST,/v62.0/query,GET,Account,Ledger Sync\n"), Day.AddDays(1));
        tally.Add(Bytes(Head + $"{Ines},REST,/v62.0/query,GET,Account,Ledger Sync\n"), Day.AddDays(-1));

        tally.Objects.ShouldBe([new(Ines, "Account", Day.AddDays(1)), new(Kai, "Account", Day)], ignoreOrder: true);
        tally.Scopes.ShouldBe([new("Ledger Sync", "api", Day.AddDays(1))]);
    }

    [Fact]
    public void Add_WhenColumnsOfObjectsAreMissing_TellsScopesOnly()
    {
        var tally = TallyOf("API_RESOURCE,ENTITY_NAME,CONNECTED_APP_NAME\n/v62.0/query,Account,Ledger Sync\n");

        tally.Objects.ShouldBeEmpty();
        tally.Scopes.Count.ShouldBe(1);
        tally.Calls.Where(c => c.AppName == "").Select(c => (c.ScopesSeen, c.ObjectsSeen)).ShouldBe([(true, false)]);
        tally.Troubles.ShouldBeEmpty();
    }

    [Fact]
    public void Add_WhenThereAreMoreAppsThanRoom_CountsThemButClaimsNoDisuse()
    {
        var tally = new UsageTally(mostApps: 2);

        tally.Add(Bytes(Head + $"{Ines},REST,/v62.0/query,GET,Account,One\n{Ines},REST,/v62.0/query,GET,Account,Two\n"), Day);

        tally.Calls.Select(c => (c.AppName, c.Calls, c.ScopesSeen, c.ObjectsSeen)).ShouldBe([("", 1, false, true), ("One", 1, false, false)]);
        tally.Troubles.ShouldBe(["The API usage of 2026-11-20 names more than 2 apps."]);
    }

    [Fact]
    public void Add_WhenThereAreMoreObjectsThanRoom_KeepsThoseKnownButClaimsNoDisuse()
    {
        var tally = new UsageTally(mostUses: 1);
        tally.Add(Bytes(Head + $"{Ines},REST,/v62.0/query,GET,Account,One\n"), Day);

        tally.Add(Bytes(Head + $"{Ines},REST,/v62.0/query,GET,Account,One\n{Kai},REST,/v62.0/query,GET,Case,One\n"), Day.AddDays(1));

        tally.Objects.ShouldBe([new(Ines, "Account", Day.AddDays(1))]);
        tally.Calls.Where(c => c.AppName == "").Select(c => (c.Day, c.ScopesSeen, c.ObjectsSeen)).ShouldBe([(Day, true, true), (Day.AddDays(1), true, false)]);
        tally.Troubles.ShouldBe(["The API usage up to 2026-11-21 names more than 1 objects by user."]);
    }

    private static UsageTally TallyOf(string file)
    {
        var tally = new UsageTally();
        tally.Add(Bytes(file), Day);
        return tally;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
