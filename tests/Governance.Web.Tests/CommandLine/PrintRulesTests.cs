using Governance.Domain.Policies;
using Governance.Web.CommandLine;

namespace Governance.Web.Tests.CommandLine;

public sealed class PrintRulesTests
{
    [Fact]
    public async Task Rules_WithoutAnySetting_PrintsOneLineEach()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        (await PortalCommand.RunAsync(["rules"], output, errors, CancellationToken.None)).ShouldBe(PortalCommand.Ok);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(l => l.Split('\t')[0]).ShouldBe(RuleCatalogue.All.Select(r => r.Id));
        lines.ShouldAllBe(l => l.Split('\t').Length == 9);
        errors.ToString().ShouldBeEmpty();
    }
}
