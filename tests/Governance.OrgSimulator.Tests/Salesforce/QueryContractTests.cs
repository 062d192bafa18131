namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Request in, exact answer out: the traps of the query resource.</summary>
[Trait("salesforce.md §9", "2")]
public sealed class QueryContractTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private const string Plain =
        """
        "aggregate":false,"apexType":"{0}","booleanType":false,"columnName":"{1}","custom":false,"displayName":"{1}","foreignKeyName":{2},"insertable":false,"joinColumns":[],"numberType":false,"textType":{3},"updatable":false
        """;
    private readonly TestWorld _world = demo.World;

    [Fact]
    public async Task Columns_WhenAsked_DescribeTheAnswerInsteadOfGivingIt()
    {
        var answer = await AskAsync("query?q=SELECT+Id,User.Name+FROM+OauthToken&columns=true");

        answer.Status.ShouldBe(200);
        answer.Body.ShouldBe("""{"columnMetadata":[{""" + Column("Id", "Id", "null", "false") + """},{"aggregate":false,"apexType":null,"booleanType":false,"columnName":"User","custom":false,"displayName":"User","foreignKeyName":null,"insertable":false,"joinColumns":[{"""
            + Column("String", "Name", "\"User\"", "true") + """}],"numberType":false,"textType":false,"updatable":false}],"entityName":"OauthToken","groupBy":false,"idSelected":true,"keyPrefix":"0CQ"}""");
    }

    [Theory]
    [InlineData("SELECT+AppName,COUNT(Id)+FROM+OauthToken+GROUP+BY+AppName", "AppName/AppName,expr0/count(Id)", true)]
    [InlineData("SELECT+AppName+a,COUNT(Id)+n+FROM+OauthToken+GROUP+BY+AppName", "a/AppName,n/count(Id)", true)]
    [InlineData("SELECT+COUNT()+FROM+OauthToken", "count/count()", false)]
    public async Task Columns_WhenCounted_AreAggregates(string soql, string columns, bool grouped)
    {
        var answer = (await AskAsync($"query?q={soql}&columns=true")).Json;

        var shown = answer.GetProperty("columnMetadata").EnumerateArray().ToList();
        string.Join(',', shown.Select(column => column.GetProperty("columnName").GetString() + "/" + column.GetProperty("displayName").GetString())).ShouldBe(columns);
        shown.ShouldAllBe(column => column.GetProperty("aggregate").GetBoolean());
        answer.GetProperty("groupBy").GetBoolean().ShouldBe(grouped);
    }

    [Fact]
    public async Task Columns_WhenTheQueryIsWrong_AnswerTheErrorArray() =>
        (await AskAsync("query?q=SELECT+Foo+FROM+User&columns=true")).ErrorCode.ShouldBe("INVALID_FIELD");

    [Theory]
    [InlineData("/services/data/v62.0/query/?q=SELECT+COUNT()+FROM+Organization")]
    [InlineData("//services/data/v62.0/query?q=SELECT+COUNT()+FROM+Organization")]
    [InlineData("///services/data/v62.0/query/?q=SELECT+COUNT()+FROM+Organization")]
    [InlineData("/services/data/v50.0/query/?q=SELECT+COUNT()+FROM+Organization")]
    [InlineData("/services/data/v67.0/queryAll/?q=SELECT+COUNT()+FROM+Organization")]
    public async Task Query_WhenThePathIsWrittenAsClientsDo_AnswersTheSame(string path)
    {
        var answer = await _world.GetAsync(_world.Core.LoginUrl + path, await _world.LoginAsync(_world.Core));

        answer.Status.ShouldBe(200);
        answer.Body.ShouldBe("""{"totalSize":1,"done":true,"records":[]}""");
    }

    [Fact]
    public async Task Tooling_WhenQueried_HasItsOwnHead()
    {
        var answer = await AskAsync("tooling/query/?q=SELECT+COUNT()+FROM+Organization");

        answer.Body.ShouldBe("""{"size":0,"entityTypeName":"Organization","queryLocator":null,"totalSize":1,"done":true,"records":[]}""");
    }

    [Fact]
    public async Task Query_WhenARelationIsRead_WritesAttributesOfBoth()
    {
        var answer = await AskAsync("query?q=SELECT+Username,Profile.Name+FROM+User+WHERE+Username='portal.reader@northgale.example'");

        var user = answer.Records[0].GetProperty("attributes").GetProperty("url").GetString()!.Split('/')[^1];
        var profile = answer.Records[0].GetProperty("Profile").GetProperty("attributes").GetProperty("url").GetString()!.Split('/')[^1];
        user.ShouldMatch("^005[A-Za-z0-9]{15}$");
        profile.ShouldMatch("^00e[A-Za-z0-9]{15}$");
        answer.Body.ShouldBe("{\"totalSize\":1,\"done\":true,\"records\":[{\"attributes\":{\"type\":\"User\",\"url\":\"/services/data/v62.0/sobjects/User/" + user
            + "\"},\"Username\":\"portal.reader@northgale.example\",\"Profile\":{\"attributes\":{\"type\":\"Profile\",\"url\":\"/services/data/v62.0/sobjects/Profile/" + profile
            + "\"},\"Name\":\"" + answer.Records[0].GetProperty("Profile").GetProperty("Name").GetString() + "\"}}]}");
    }

    [Theory]
    [InlineData("", "MALFORMED_QUERY", "A query string has to be specified")]
    [InlineData("SELECT Id FROM Gadget", "INVALID_TYPE", "\nSELECT Id FROM Gadget\n               ^\nERROR at Row:1:Column:16\nsObject type 'Gadget' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.")]
    [InlineData("SELECT Id FROM LoginHistory WHERE Application = 'x'", "INVALID_FIELD", "\nSELECT Id FROM LoginHistory WHERE Application = 'x'\n                                  ^\nERROR at Row:1:Column:35\nfield 'Application' can not be filtered in a query call")]
    [InlineData("SELECT Name, name FROM User", "INVALID_FIELD", "duplicate field selected: Name")]
    [InlineData("SELECT Id FROM", "MALFORMED_QUERY", "\nSELECT Id FROM\n             ^\nERROR at Row:1:Column:14\nunexpected token: '<EOF>'")]
    [InlineData("SELECT Id, FROM User", "MALFORMED_QUERY", "\nSELECT Id, FROM User\n           ^\nERROR at Row:1:Column:12\nunexpected token: 'FROM'")]
    [InlineData("SELECT Foo FROM User", "INVALID_FIELD", "\nSELECT Foo FROM User\n       ^\nERROR at Row:1:Column:8\nNo such column 'Foo' on entity 'User'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.")]
    [InlineData("SELECT AppName, AppMenuItemId, CreatedDate, LastUsedDate, Foo, UseCount, UserId FROM OauthToken WHERE UseCount > 3", "INVALID_FIELD", "\nAppMenuItemId, CreatedDate, LastUsedDate, Foo, UseCount, UserId FROM OauthToken\n                                          ^\nERROR at Row:1:Column:59\nNo such column 'Foo' on entity 'OauthToken'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.")]
    [InlineData("SELECT Id\nFROM User\nWHERE Name = 7", "INVALID_FIELD", "\nWHERE Name = 7\n      ^\nERROR at Row:3:Column:7\nvalue of filter criterion for field 'Name' must be of type string and should be enclosed in quotes")]
    [InlineData("SELECT Name, COUNT(Id) FROM User", "MALFORMED_QUERY", "\nSELECT Name, COUNT(Id) FROM User\n       ^\nERROR at Row:1:Column:8\nField must be grouped or aggregated: Name")]
    public async Task Query_WhenWrong_AnswersTheErrorArrayToTheLetter(string soql, string code, string message)
    {
        var answer = await AskAsync("query?q=" + Uri.EscapeDataString(soql));

        answer.Status.ShouldBe(400);
        answer.Json.GetArrayLength().ShouldBe(1);
        answer.Json[0].EnumerateObject().Select(member => member.Name).ShouldBe(["message", "errorCode"]);
        answer.ErrorCode.ShouldBe(code);
        answer.Json[0].GetProperty("message").GetString().ShouldBe(message);
    }

    [Theory]
    [InlineData("AuthenticationServiceId", true)]
    [InlineData("CipherSuite", true)]
    [InlineData("CountryIso", true)]
    [InlineData("LoginTime", true)]
    [InlineData("LoginType", true)]
    [InlineData("LoginUrl", true)]
    [InlineData("NetworkId", true)]
    [InlineData("OptionsIsGet", true)]
    [InlineData("OptionsIsPost", true)]
    [InlineData("TlsProtocol", true)]
    [InlineData("UserId", true)]
    [InlineData("Application", false)]
    [InlineData("Browser", false)]
    [InlineData("LoginSubType", false)]
    [InlineData("Platform", false)]
    [InlineData("SourceIp", false)]
    [InlineData("Status", false)]
    public async Task LoginHistory_WhenFiltered_TakesTheDocumentedColumnsOnly(string field, bool filterable)
    {
        var answer = await AskAsync($"query?q=SELECT+COUNT()+FROM+LoginHistory+WHERE+{field}!=null");

        answer.Status.ShouldBe(filterable ? 200 : 400, answer.Body);
    }

    [Fact]
    public async Task Count_WhenOfAField_LeavesOutNulls()
    {
        var rows = await _world.CountAsync(_world.Core, await _world.LoginAsync(_world.Core));

        var counts = (await AskAsync("query?q=SELECT+COUNT(Id)+a,COUNT(LastUsedDate)+b+FROM+OauthToken")).Records[0];

        counts.GetProperty("a").GetInt32().ShouldBe(rows);
        counts.GetProperty("b").GetInt32().ShouldBe(rows - 5);
    }

    private static string Column(string type, string name, string under, string isText) =>
        Plain.Replace("{0}", type, StringComparison.Ordinal).Replace("{1}", name, StringComparison.Ordinal).Replace("{2}", under, StringComparison.Ordinal).Replace("{3}", isText, StringComparison.Ordinal);

    private async Task<Answered> AskAsync(string resource) =>
        await _world.GetAsync(_world.Core.LoginUrl + "/services/data/v62.0/" + resource, await _world.LoginAsync(_world.Core));
}
