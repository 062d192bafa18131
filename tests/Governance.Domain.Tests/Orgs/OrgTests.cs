using Governance.Domain.Orgs;

namespace Governance.Domain.Tests.Orgs;

public sealed class OrgTests
{
    private static readonly OrgIdentity Identity = new(
        "00D000000000062EAA", "Core", OrgEnvironment.Sandbox, "USA42", new Uri("https://core.my.salesforce.com/path?x=1"),
        "portal@core.example", "005000000000001");

    [Theory]
    [InlineData("USA42", OrgInfrastructure.Hyperforce)]
    [InlineData("deu8S", OrgInfrastructure.Hyperforce)]
    [InlineData("NA139", OrgInfrastructure.Classic)]
    [InlineData("cs42", OrgInfrastructure.Classic)]
    [InlineData("EU25", OrgInfrastructure.Classic)]
    [InlineData("XX12", OrgInfrastructure.Unknown)]
    [InlineData("USA", OrgInfrastructure.Unknown)]
    [InlineData("42", OrgInfrastructure.Unknown)]
    [InlineData("", OrgInfrastructure.Unknown)]
    [InlineData("USA-42", OrgInfrastructure.Unknown)]
    public void Guess_WhenGivenAnInstanceName_FollowsItsShape(string name, OrgInfrastructure expected) =>
        Org.GuessInfrastructure(name).ShouldBe(expected);

    [Fact]
    public void Describe_WhenTheOrgSaysMore_KeepsItBounded()
    {
        var org = new Org(Identity, "Core", OrgGroupId.New(), default);

        org.Describe(Identity with { Name = new string('n', 500), InstanceName = new string('i', 90) });

        (org.SalesforceKey, org.Host).ShouldBe(("00D000000000062", "https://core.my.salesforce.com"));
        (org.Name.Length, org.InstanceName.Length).ShouldBe((Org.NameMaxLength, 20));
    }
}
