using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Governance.Application.Audit;
using Governance.Application.Exports;
using Governance.Application.Orgs;
using Governance.Web.Auth;
using Governance.Web.Downloads;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Governance.Web.Tests.Audit;

public sealed class DownloadTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 5, 0, TimeSpan.Zero);
    private static readonly Guid Export = Guid.NewGuid();
    private readonly ScriptedUseCases _useCases = new();
    private WebApplication _app = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _app = await EndpointHost.StartAsync<TestSignIn>(_useCases.AddTo, app => app.MapDownloads());
        _browser = _app.GetTestClient();
        _browser.DefaultRequestHeaders.Add("x-person", "Mara <script>");

        _useCases.On<ExportAudit.Command, ExportAudit.Receipt>(_ => new ExportAudit.Receipt(Export, 2, Now));
        _useCases.On<ReadAuditExport.Query, ReadAuditExport.Page>(q => q.From == ReadAuditExport.Position.Start
            ? new ReadAuditExport.Page(["{\"kind\":1}", "<script>"], new ReadAuditExport.Position(2, 0))
            : new ReadAuditExport.Page(["{\"head\":1}"], null));
        _useCases.On<ExportAuditList.Command, ExportAuditList.Receipt>(_ => new ExportAuditList.Receipt(Export, 2, Now));
        _useCases.On<ReadAuditListExport.Query, ReadAuditListExport.Page>(q => q.Below is null
            ? new ReadAuditListExport.Page(["\"seq\"", "\"2\""], 2)
            : new ReadAuditListExport.Page(["\"1\""], null));
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("csv", "text/csv", "\"id\",\"org\"\r\nrow 0\r\nrow 500\r\n")]
    [InlineData("json", "application/json", "[\nrow 0\n,row 500\n]\n")]
    public async Task ExportOfAList_WhenAsked_IsOneFileOfAllRows(string format, string type, string content)
    {
        ScriptList();

        var answer = await PostAsync("/lists/export", ("list", "Orgs"), ("format", format), ("query", "state=degraded"));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe($"orgs-20261121-140500Z.{format}");
        (await answer.Content.ReadAsStringAsync()).ShouldBe(content);
        _useCases.Sent.OfType<ExportList.Command>().Single().Selection.ShouldBe(
            new ListSelection.OfOrgs(new OrgFilter { State = Governance.Domain.Connections.ConnectionState.Degraded }));
    }

    [Theory]
    [InlineData("Orgs", "csv", "state=on-fire")]
    [InlineData("Orgs", "exe", "")]
    [InlineData("Audit", "csv", "")]
    [InlineData("Nothing", "csv", "")]
    public async Task ExportOfAList_WhenItCannotBeRead_IsRefusedBeforeAnythingIsAsked(string list, string format, string query)
    {
        ScriptList();

        (await PostAsync("/lists/export", ("list", list), ("format", format), ("query", query))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _useCases.Sent.ShouldBeEmpty();
    }

    private void ScriptList()
    {
        _useCases.On<ExportList.Command, ExportList.Receipt>(_ =>
            new ExportList.Receipt(Export, Now, ["id", "org"], [.. Enumerable.Range(0, ReadListExport.MostKeys + 1).Select(n => new Guid(n, 0, 0, new byte[8]))]));
        _useCases.On<ReadListExport.Query, IReadOnlyList<string>>(q => new[] { $"row {q.Keys[0].ToByteArray()[0] + 256 * q.Keys[0].ToByteArray()[1]}" });
    }

    [Theory]
    [InlineData("/audit/export", "application/x-ndjson", "audit-chain-20261121-140500Z.ndjson")]
    [InlineData("/audit/export-list", "text/csv", "audit-list-20261121-140500Z.csv")]
    public async Task Threat_T28_Download_IsNeverRendered(string path, string type, string name)
    {
        using var answer = await PostAsync(path, ("action", "\"><script>.html"));

        ((int)answer.StatusCode).ShouldBe(200);
        answer.Content.Headers.ContentType!.ToString().ShouldBe($"{type}; charset=utf-8");
        answer.Content.Headers.GetValues("Content-Disposition").Single()
            .ShouldBe($"attachment; filename={name}; filename*=UTF-8''{name}");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Content-Security-Policy").ShouldBe(["sandbox; default-src 'none'"]);
        answer.Headers.GetValues("Cache-Control").ShouldBe(["no-store"]);
    }

    [Fact]
    public async Task Export_WhenAllowed_StreamsEveryPage()
    {
        using var chain = await PostAsync("/audit/export");
        using var list = await PostAsync("/audit/export-list", ("outcome", "denied"));

        (await chain.Content.ReadAsStringAsync()).ShouldBe("{\"kind\":1}\n<script>\n{\"head\":1}\n");
        (await list.Content.ReadAsStringAsync()).ShouldBe("\"seq\"\r\n\"2\"\r\n\"1\"\r\n");
        _useCases.Sent.OfType<ExportAuditList.Command>().Single().Filter.Outcome.ShouldBe(Domain.Audit.AuditOutcome.Denied);
    }

    [Theory]
    [InlineData("/audit/export")]
    [InlineData("/audit/export-list")]
    public async Task Export_WithoutAntiforgery_IsRefusedAndNothingIsSent(string path)
    {
        using var answer = await _browser.PostAsync(path, new FormUrlEncodedContent([]));

        ((int)answer.StatusCode).ShouldBe(400);
        _useCases.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/audit/export")]
    [InlineData("/audit/export-list")]
    public async Task Export_WhenAskedByAddress_IsNotThere(string path)
    {
        using var answer = await _browser.GetAsync(path);

        ((int)answer.StatusCode).ShouldBe(405);
        _useCases.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_WhenNotSignedIn_IsRefused()
    {
        _browser.DefaultRequestHeaders.Remove("x-person");

        using var answer = await PostAsync("/audit/export");

        ((int)answer.StatusCode).ShouldBe(401);
        _useCases.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Export_WhenRefused_AnswersTheProblemAsText()
    {
        _useCases.On<ExportAudit.Command, ExportAudit.Receipt>(_ => AuditProblems.WholeChainOnly);

        using var answer = await PostAsync("/audit/export");

        ((int)answer.StatusCode).ShouldBe(403);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        (await answer.Content.ReadAsStringAsync()).ShouldBe(AuditProblems.WholeChainOnly.Message);
    }

    [Fact]
    public async Task Export_WhenRefusedAtTheFirstPage_AnswersTheProblem()
    {
        _useCases.On<ReadAuditExport.Query, ReadAuditExport.Page>(_ => AuditProblems.ExportGone);

        using var answer = await PostAsync("/audit/export");

        ((int)answer.StatusCode).ShouldBe(404);
        answer.Content.Headers.ContentDisposition.ShouldBeNull();
    }

    [Fact]
    public async Task Export_WhenScopeIsLostOnTheWay_BreaksOff()
    {
        _useCases.On<ReadAuditExport.Query, ReadAuditExport.Page>(q => q.From == ReadAuditExport.Position.Start
            ? new ReadAuditExport.Page(["{}"], new ReadAuditExport.Position(1, 0))
            : AuditProblems.WholeChainOnly);

        await Should.ThrowAsync<Exception>(async () =>
        {
            using var answer = await PostAsync("/audit/export");
            await answer.Content.ReadAsStringAsync();
        });
    }

    [Fact]
    public async Task ExportList_WhenAFilterDoesNotParse_NamesIt()
    {
        using var answer = await PostAsync("/audit/export-list", ("outcome", "maybe"));

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("“outcome”");
        _useCases.Sent.ShouldBeEmpty();
    }

    private async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var given = await _browser.GetAsync("/token");
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Cookie", given.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        request.Content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", await given.Content.ReadAsStringAsync()))
            .Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await _browser.SendAsync(request);
    }

    internal sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (!Request.Headers.TryGetValue("x-person", out var name)) return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new ClaimsIdentity([new(PrincipalActor.Person, "1"), new(PrincipalActor.Name, name.ToString())], "test");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), "test")));
        }
    }
}
