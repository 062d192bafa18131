using System.IO.Compression;
using Governance.Application.Access;
using Governance.Application.Imports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Orgs;
using Governance.Web.Tests.Audit;
using Governance.Web.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace Governance.Web.Tests.Orgs;

public sealed class SnapshotUploadTests : IAsyncLifetime
{
    private static readonly OrgGroupId Group = OrgGroupId.New();
    private static readonly SnapshotImportId Import = SnapshotImportId.New();
    private readonly ScriptedUseCases _useCases = new();
    private WebApplication _app = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _app = await EndpointHost.StartAsync<DownloadTests.TestSignIn>(_useCases.AddTo, app => app.MapUploads());
        _browser = _app.GetTestClient();
        _browser.DefaultRequestHeaders.Add("x-person", "Sade Abeni");
        May(Permission.ImportSnapshot);
        _useCases.On<ImportSnapshot.Command, ImportSnapshot.Receipt>(_ => new ImportSnapshot.Receipt(Import, OrgId.New()));
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Upload_WhenANewOrgIsNamed_ImportsWhatItHoldsAndShowsTheSummary()
    {
        using var answer = await PostAsync(Zip(("force-app/main/default/remoteSiteSettings/Maps.remoteSite-meta.xml",
            "<RemoteSiteSetting xmlns=\"http://soap.sforce.com/2006/04/metadata\"><isActive>true</isActive><url>https://maps.example</url></RemoteSiteSetting>")));

        ((int)answer.StatusCode, answer.Headers.Location?.ToString()).ShouldBe((303, $"/orgs/import/{Import.Value:D}"));
        var sent = _useCases.Sent.OfType<ImportSnapshot.Command>().Single();
        (sent.Org, sent.New, sent.FileName).ShouldBe((null, new ImportSnapshot.NewOrg("Legacy", Group, OrgEnvironment.Sandbox), "project.zip"));
        sent.Picture.Items.ShouldHaveSingleItem().Name.ShouldBe("Maps");
    }

    [Theory]
    [InlineData(false, true, true, 400, "not sent from a page of the portal")]
    [InlineData(true, false, true, 403, "")]
    [InlineData(true, true, false, 400, "name a new one")]
    public async Task Upload_WhenItMayNotBe_IsRefusedAndNothingIsSent(bool isGenuine, bool may, bool isNamed, int status, string says)
    {
        May(may ? [Permission.ImportSnapshot] : []);

        using var answer = await PostAsync(Zip(("a.txt", "a")), isGenuine, isNamed ? "Legacy" : "");

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(says);
        _useCases.Sent.OfType<ImportSnapshot.Command>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Upload_WhenItIsNoZip_SaysSo()
    {
        using var answer = await PostAsync("no zip at all"u8.ToArray());

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("not a ZIP file");
    }

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }
        return memory.ToArray();
    }

    private void May(params Permission[] permissions) =>
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [], permissions.ToHashSet()));

    private async Task<HttpResponseMessage> PostAsync(byte[] file, bool isGenuine = true, string label = "Legacy")
    {
        using var token = await _browser.GetAsync("/token");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(label), "label" }, { new StringContent(Group.Value.ToString("D")), "group" }, { new StringContent("Sandbox"), "environment" },
            { new ByteArrayContent(file), "snapshot", "project.zip" },
        };
        if (isGenuine) form.Add(new StringContent(await token.Content.ReadAsStringAsync()), "__RequestVerificationToken");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/orgs/import/file") { Content = form };
        if (token.Headers.TryGetValues("Set-Cookie", out var cookies)) request.Headers.Add("Cookie", cookies.Select(c => c.Split(';')[0]));
        return await _browser.SendAsync(request);
    }
}
