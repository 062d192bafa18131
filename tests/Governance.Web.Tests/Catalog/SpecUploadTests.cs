using Governance.Application.Access;
using Governance.Application.Catalog;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Web.Tests.Audit;
using Governance.Web.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace Governance.Web.Tests.Catalog;

public sealed class SpecUploadTests : IAsyncLifetime
{
    private static readonly CatalogEntryId Id = CatalogEntryId.New();
    private static readonly string Path = $"/catalog/{Id.Value:D}/spec";
    private readonly ScriptedUseCases _useCases = new();
    private WebApplication _app = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _app = await EndpointHost.StartAsync<DownloadTests.TestSignIn>(_useCases.AddTo, app => app.MapUploads());
        _browser = _app.GetTestClient();
        _browser.DefaultRequestHeaders.Add("x-person", "Sade Abeni");
        May(Permission.EditIntegration);
        _useCases.On<DeclareSpec.Command, DeclareSpec.Receipt>(_ => new DeclareSpec.Receipt(SpecVersionId.New(), false));
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Upload_WhenAllowed_SendsTheTextAndGoesToTheEntry()
    {
        using var answer = await PostAsync("openapi: 3.0.0"u8.ToArray());

        ((int)answer.StatusCode, answer.Headers.Location?.ToString()).ShouldBe((303, $"/catalog/{Id.Value:D}"));
        _useCases.Sent.OfType<DeclareSpec.Command>().Single().ShouldBe(new DeclareSpec.Command(Id, "openapi: 3.0.0", "As agreed"));
    }

    [Fact]
    public async Task Upload_WithoutAntiforgery_IsRefusedAndNothingIsSent()
    {
        using var answer = await PostAsync("openapi: 3.0.0"u8.ToArray(), isGenuine: false);

        ((int)answer.StatusCode).ShouldBe(400);
        _useCases.Sent.OfType<DeclareSpec.Command>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Upload_WhenTooLarge_SaysWhatWasSeenAndWhatMayBe()
    {
        using var answer = await PostAsync(new byte[SpecVersion.TextMaxLength + 1]);

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The file has 5,242,881 bytes; a declared spec may have 5,242,880. Nothing was stored.");
        using var huge = await PostAsync(new byte[SpecVersion.TextMaxLength + 100_000]);
        ((int)huge.StatusCode).ShouldBe(400);
        (await huge.Content.ReadAsStringAsync()).ShouldContain("a declared spec may have 5,242,880");
        _useCases.Sent.OfType<DeclareSpec.Command>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Upload_WhenNoText_SaysSo()
    {
        using var answer = await PostAsync([0x6F, 0xFF, 0xC0, 0x00, 0x80]);

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("no text in UTF-8");
    }

    [Fact]
    public async Task Upload_WhenRefused_AnswersTheProblemEncoded()
    {
        _useCases.On<DeclareSpec.Command, DeclareSpec.Receipt>(_ => Problem.Invalid("spec.unreadable", "Line 1: <script> is no spec."));

        using var answer = await PostAsync("x"u8.ToArray());

        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Line 1: &lt;script&gt; is no spec.");
    }

    [Fact]
    public async Task Upload_WithoutTheRight_IsForbidden()
    {
        May();

        using var answer = await PostAsync("openapi: 3.0.0"u8.ToArray());

        ((int)answer.StatusCode).ShouldBe(403);
        _useCases.Sent.OfType<DeclareSpec.Command>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Upload_WhenNotSignedIn_IsRefused()
    {
        _browser.DefaultRequestHeaders.Remove("x-person");

        using var answer = await PostAsync("openapi: 3.0.0"u8.ToArray());

        ((int)answer.StatusCode).ShouldBe(401);
    }

    private void May(params Permission[] permissions) =>
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [], permissions.ToHashSet()));

    private async Task<HttpResponseMessage> PostAsync(byte[] file, bool isGenuine = true)
    {
        using var token = await _browser.GetAsync("/token");
        using var form = new MultipartFormDataContent { { new StringContent("As agreed"), "reason" }, { new ByteArrayContent(file), "spec", "spec.yaml" } };
        if (isGenuine && token.IsSuccessStatusCode) form.Add(new StringContent(await token.Content.ReadAsStringAsync()), "__RequestVerificationToken");
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = form };
        if (token.Headers.TryGetValues("Set-Cookie", out var cookies)) request.Headers.Add("Cookie", cookies.Select(c => c.Split(';')[0]));
        return await _browser.SendAsync(request);
    }
}
