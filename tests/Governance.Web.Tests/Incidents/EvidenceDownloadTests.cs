using System.IO.Compression;
using System.Net;
using System.Text;
using Governance.Application.Access;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Downloads;
using Governance.Web.Tests.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace Governance.Web.Tests.Incidents;

/// <summary>The evidence bundle over HTTP.</summary>
public sealed class EvidenceDownloadTests : IAsyncLifetime
{
    private static readonly IncidentId Incident = IncidentId.New();
    private static readonly Guid Export = Guid.NewGuid();
    private static readonly EvidenceFileId File = EvidenceFileId.New();
    private readonly ScriptedUseCases _useCases = new();
    private WebApplication _app = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _app = await EndpointHost.StartAsync<DownloadTests.TestSignIn>(_useCases.AddTo, app => app.MapEvidence());
        _browser = _app.GetTestClient();
        _browser.DefaultRequestHeaders.Add("x-person", "Rolf");
        _useCases.On<ExportEvidence.Command, ExportEvidence.Receipt>(_ =>
            new ExportEvidence.Receipt(Export, "INC-0007", new DateTimeOffset(2026, 11, 23, 14, 5, 0, TimeSpan.Zero)));
        _useCases.On<ReadEvidenceBundle.Query, ReadEvidenceBundle.Bundle>(_ => new ReadEvidenceBundle.Bundle(
            [new("README.txt", Encoding.UTF8.GetBytes("read me")), new("orgs/emea-1/users.json", null, File, 2)]));
        _useCases.On<ReadEvidenceFile.Query, ReadEvidenceFile.Piece>(q => new ReadEvidenceFile.Piece(Encoding.UTF8.GetBytes($"piece {q.Place};")));
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Threat_T28_Download_IsNeverRendered_ABundleNeither()
    {
        using var answer = await PostAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/zip");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe("evidence-inc-0007-20261123-140500Z.zip");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        zip.Entries.Select(e => e.FullName).ShouldBe(["README.txt", "orgs/emea-1/users.json"]);
        using var text = new StreamReader(zip.Entries[1].Open());
        (await text.ReadToEndAsync()).ShouldBe("piece 0;piece 1;");
        _useCases.Sent.OfType<ExportEvidence.Command>().Single().Incident.ShouldBe(Incident);
    }

    [Fact]
    public async Task Download_WhenAPieceIsWithheld_BreaksOff()
    {
        _useCases.On<ReadEvidenceFile.Query, ReadEvidenceFile.Piece>(_ => AccessProblems.Denied(Permission.DownloadEvidence));

        await Should.ThrowAsync<Exception>(async () =>
        {
            using var answer = await PostAsync();
            using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        });
    }

    [Fact]
    public async Task Download_WhenTheSignInIsOld_LeadsToAFreshOne()
    {
        _useCases.On<ExportEvidence.Command, ExportEvidence.Receipt>(_ => AccessProblems.StepUpRequired);

        using var answer = await PostAsync();

        answer.StatusCode.ShouldBe((HttpStatusCode)Download.StatusOf(AccessProblems.StepUpRequired));
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"/step-up?returnUrl=%2Fincidents%2F{Incident.Value:D}");
        _useCases.Sent.OfType<ReadEvidenceBundle.Query>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T23_CrossSitePost_IsRefused_ForEvidenceToo()
    {
        using var body = new FormUrlEncodedContent([new("incident", Incident.Value.ToString("D"))]);
        using var answer = await _browser.PostAsync(EvidenceEndpoints.Path, body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _useCases.Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("INC-0007")]
    [InlineData("../../etc")]
    public async Task Download_OfNoIncident_IsNotFound(string incident)
    {
        using var answer = await PostAsync(incident);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _useCases.Sent.ShouldBeEmpty();
    }

    private async Task<HttpResponseMessage> PostAsync(string? incident = null)
    {
        using var asked = await _browser.GetAsync("/token");
        using var request = new HttpRequestMessage(HttpMethod.Post, EvidenceEndpoints.Path)
        {
            Content = new FormUrlEncodedContent(
                [new("__RequestVerificationToken", await asked.Content.ReadAsStringAsync()), new("incident", incident ?? Incident.Value.ToString("D"))]),
        };
        request.Headers.Add("Cookie", asked.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        return await _browser.SendAsync(request);
    }
}
