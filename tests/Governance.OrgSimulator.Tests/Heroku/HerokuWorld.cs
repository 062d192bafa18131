namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>One demo world for the classes that reset it before each test.</summary>
[CollectionDefinition(Name)]
public sealed class HerokuWorld : ICollectionFixture<DemoWorld>
{
    public const string Name = "Heroku";
}
