using System.Net.Http.Json;
using Governance.Application.Access;
using Governance.Application.Requests;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Governance.Web.Tests.Audit;
using Governance.Web.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace Governance.Web.Tests.Requests;

/// <summary>The specification of a request over HTTP: in, and out to the byte.</summary>
public sealed class SpecFileTests : IAsyncLifetime
{
    private readonly ScriptedUseCases _useCases = new();
    private WebApplication _app = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _app = await EndpointHost.StartAsync<DownloadTests.TestSignIn>(_useCases.AddTo, app => app.MapUploads());
        _browser = _app.GetTestClient();
        _browser.DefaultRequestHeaders.Add("x-person", "Sade Abeni");
        May(Permission.FileRequest);
        _useCases.On<KeepRequestSpec.Command, KeepRequestSpec.Receipt>(_ => new KeepRequestSpec.Receipt("abc", "<b>Quotes</b>, 1 operation"));
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Upload_HandsTheTextOver_AndAnswersItsHash()
    {
        using var answer = await PostAsync("openapi: 3.0.0 # Größe"u8.ToArray());

        ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<RequestSpecUpload.Answer>()).ShouldBe((200, new RequestSpecUpload.Answer("abc", "<b>Quotes</b>, 1 operation", null)));
        _useCases.Sent.OfType<KeepRequestSpec.Command>().Single().Text.ShouldBe("openapi: 3.0.0 # Größe");
    }

    [Theory]
    [InlineData("forged", 400, "not sent from a page")]
    [InlineData("large", 400, "larger than 5 MB")]
    [InlineData("huge", 400, "larger than 5 MB")]
    [InlineData("bytes", 400, "no text in UTF-8")]
    [InlineData("empty", 400, "Choose the file")]
    [InlineData("no right", 403, "You need one of the roles")]
    public async Task Upload_OfWhatIsNotTaken_SaysWhy_AndSendsNothing(string what, int status, string says)
    {
        if (what == "no right") May(Permission.ViewRequests);

        using var answer = await PostAsync(
            what switch { "large" => new byte[RequestSpec.MaxBytes + 1], "huge" => new byte[RequestSpec.MaxBytes + 100_000], "bytes" => [0x6F, 0xFF, 0xC0, 0x80], "empty" => [], _ => "openapi: 3.0.0"u8.ToArray() },
            isGenuine: what != "forged");

        ((int)answer.StatusCode).ShouldBe(status);
        var refused = (await answer.Content.ReadFromJsonAsync<RequestSpecUpload.Answer>())!;
        refused.Hash.ShouldBeNull();
        refused.Problem.ShouldNotBeNull().ShouldContain(says);
        _useCases.Sent.OfType<KeepRequestSpec.Command>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Upload_WhenNotSignedIn_IsRefused()
    {
        _browser.DefaultRequestHeaders.Remove("x-person");

        using var answer = await PostAsync("openapi: 3.0.0"u8.ToArray());

        ((int)answer.StatusCode).ShouldBe(401);
    }

    [Fact]
    public async Task Download_IsAFileThatNoBrowserRenders_ToTheByte()
    {
        _useCases.On<GetRequestSpec.Query, GetRequestSpec.Answer>(_ => new GetRequestSpec.Answer("REQ-0001-api-spec.yaml", "title: <script>Größe</script>\r\n"));

        using var answer = await _browser.GetAsync($"/requests/{Guid.NewGuid():D}/spec");

        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe("title: <script>Größe</script>\r\n"u8.ToArray());
        (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.DispositionType, answer.Content.Headers.ContentDisposition.FileName).ShouldBe(
            ("application/octet-stream", "attachment", "REQ-0001-api-spec.yaml"));
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        _useCases.On<GetRequestSpec.Query, GetRequestSpec.Answer>(_ => RequestProblems.NotFound);
        using var gone = await _browser.GetAsync($"/requests/{Guid.NewGuid():D}/spec");
        ((int)gone.StatusCode).ShouldBe(404);
    }

    private void May(params Permission[] permissions) =>
        _useCases.On<WhoAmI.Query, WhoAmI.Self>(_ => new WhoAmI.Self("Sade Abeni", [], permissions.ToHashSet()));

    private async Task<HttpResponseMessage> PostAsync(byte[] file, bool isGenuine = true)
    {
        using var token = await _browser.GetAsync("/token");
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "spec", "api.yaml" } };
        if (isGenuine && token.IsSuccessStatusCode) form.Add(new StringContent(await token.Content.ReadAsStringAsync()), "__RequestVerificationToken");
        using var request = new HttpRequestMessage(HttpMethod.Post, RequestSpecUpload.Path) { Content = form };
        if (token.Headers.TryGetValues("Set-Cookie", out var cookies)) request.Headers.Add("Cookie", cookies.Select(c => c.Split(';')[0]));
        return await _browser.SendAsync(request);
    }
}
