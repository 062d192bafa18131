namespace Governance.DevHost.Tests;

public sealed class LocalOptionsTests
{
    [Fact]
    public void Parse_WhenNothingGiven_UsesTheDefaults()
    {
        var (options, problem) = LocalOptions.Parse([], "/root");

        problem.ShouldBeNull();
        options.ShouldBe(new LocalOptions(5080, 5100, Reset: false, Empty: false, "/root/.local/demo"));
    }

    [Fact]
    public void Parse_WhenPortsMove_KeepsItsDataApart()
    {
        var (options, _) = LocalOptions.Parse(["--port", "6000", "--world-port", "6100", "--reset", "--empty"], "/root");

        options.ShouldBe(new LocalOptions(6000, 6100, Reset: true, Empty: true, "/root/.local/demo-6000-6100"));
    }

    [Fact]
    public void Parse_WhenAScenarioIsNamed_KeepsItsDataApart()
    {
        var (options, _) = LocalOptions.Parse(["--scenario", "hostile"], "/root");

        options.ShouldBe(new LocalOptions(5080, 5100, Reset: false, Empty: false, "/root/.local/hostile") { Scenario = "hostile" });
    }

    [Theory]
    [InlineData("--scenario")]
    [InlineData("--scenario", "../demo")]
    [InlineData("--port")]
    [InlineData("--port", "80")]
    [InlineData("--port", "x")]
    [InlineData("--world-port", "70000")]
    [InlineData("--prot", "6000")]
    public void Parse_WhenAnArgumentIsOff_NamesIt(params string[] args)
    {
        var (options, problem) = LocalOptions.Parse(args, "/root");

        options.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(args[0]);
    }
}
