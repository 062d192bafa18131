using System.Text.RegularExpressions;
using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit;
using Governance.TestKit.Databases;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.CommandLine;

/// <summary>"emergency-codes".</summary>
public sealed class PrintEmergencyCodesTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor Ada = Actor.CommandLine("ada");
    private readonly StringWriter _errors = new();
    private TestKit.Portal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestKit.Portal.OpenAsync(TestDatabase.Sqlite);

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    public void Dispose() => _errors.Dispose();

    [Fact]
    public async Task Codes_WhenMade_AreShownOnceAndWork()
    {
        var (shown, codes) = await RunAsync(isOn: true);

        codes.Length.ShouldBe(2);
        codes.Distinct().Count().ShouldBe(2);
        shown.ShouldContain("shown now and never again");
        shown.ShouldNotContain("no longer work");
        shown.ShouldNotContain("is empty here");
        var entry = await _portal.Audit.LastAsync();
        entry.ShouldBe("access.emergency-codes-made", by: Ada);
        new CanarySearch(codes).Text("audit", $"{entry.Before}{entry.After}{entry.SubjectName}").Text("log", _portal.Logs.Text).File(_portal.DatabaseName).ShouldFindNothing();
        foreach (var code in codes) (await UseAsync(code)).ShouldBeNull();
    }

    [Fact]
    public async Task Codes_WhenMadeAgain_SayThatTheFormerOnesAreVoid()
    {
        var (_, former) = await RunAsync(isOn: true);

        var (shown, codes) = await RunAsync(isOn: false);

        shown.ShouldContain("There were unused codes (2), made on 23 Nov 2026, 08:00 UTC. They no longer work: destroy their sheets.");
        shown.ShouldContain("That list is empty here: until it names a network, no code works.");
        foreach (var code in former) (await UseAsync(code)).ShouldBe(EmergencyProblems.WrongCode);
        (await UseAsync(codes[0])).ShouldBeNull();
    }

    [Fact]
    public async Task Codes_WhenTheDatabaseRefuses_AreNotShown()
    {
        await _portal.ReadAsync(db => db.Database.ExecuteSqlRawAsync("DROP TABLE \"EmergencyCodes\""));
        await using var output = new StringWriter();

        (await PrintEmergencyCodes.RunAsync(_portal.Services, Ada, true, output, _errors, default)).ShouldBe(PortalCommand.Refused);

        output.ToString().ShouldBeEmpty();
        _errors.ToString().ShouldContain("nothing was changed");
    }

    private async Task<(string Shown, string[] Codes)> RunAsync(bool isOn)
    {
        await using var output = new StringWriter();
        (await PrintEmergencyCodes.RunAsync(_portal.Services, Ada, isOn, output, _errors, default)).ShouldBe(PortalCommand.Ok, _errors.ToString());
        return (output.ToString(), [.. Regex.Matches(output.ToString(), "^[0-9A-Z]{4}(-[0-9A-Z]{4}){12}\r?$", RegexOptions.Multiline).Select(m => m.Value.Trim())]);
    }

    private async Task<Problem?> UseAsync(string code) => (await _portal.SendAsync(Actor.System("sign-in"),
        new SignInByEmergencyCode.Command("Ann Example", EmergencyCode.HashOf(new Secret(code))))).Problem;
}
