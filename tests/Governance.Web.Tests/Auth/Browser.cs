using System.Net;
using System.Text.RegularExpressions;

namespace Governance.Web.Tests.Auth;

/// <summary>A browser with a jar of its own that, like Chromium, sends Secure cookies to this machine over http. It
/// follows redirects only when told to.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly Dictionary<string, Dictionary<string, string>> _jars = [];

    /// <summary>The cookies of an origin by name.</summary>
    public Dictionary<string, string> CookiesOf(string url)
    {
        var authority = new Uri(url).Authority;
        return _jars.TryGetValue(authority, out var jar) ? jar : _jars[authority] = [];
    }

    public Task<Page> GetAsync(string url, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, url, null, headers);

    public Task<Page> PostAsync(string url, (string Name, string Value)[] form, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, url, new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))), headers);

    public async Task<Page> SendAsync(HttpMethod method, string url, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        var jar = CookiesOf(url);
        if (jar.Count > 0) request.Headers.Add("Cookie", string.Join("; ", jar.Select(c => $"{c.Key}={c.Value}")));
        using var response = await _http.SendAsync(request);
        var set = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.ToArray() : [];
        foreach (var cookie in set) Keep(jar, cookie);
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new Page(response.StatusCode, await response.Content.ReadAsStringAsync(), all, set);
    }

    /// <summary>From the portal's button to the address with which the provider sends the browser back.</summary>
    public async Task<string> AskProviderAsync(string portal, string person, string returnUrl = "/")
    {
        var asked = await GetAsync($"{portal}/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        asked.Status.ShouldBe(HttpStatusCode.Redirect, asked.Body);
        return await ChooseAsync(asked.Location, person);
    }

    /// <summary>At the provider: shows the page and presses the person's button.</summary>
    public async Task<string> ChooseAsync(string authorizeUrl, string person)
    {
        var page = await GetAsync(authorizeUrl);
        if (page.Status == HttpStatusCode.SeeOther) return page.Location;
        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        var request = RequestId().Match(page.Body).Groups[1].Value;
        var button = Regex.Match(page.Body, $"name=\"person\" value=\"([^\"]+)\"[^>]*>{Regex.Escape(person)}</button>");
        button.Success.ShouldBeTrue(page.Body);
        var chosen = await PostAsync(new Uri(new Uri(authorizeUrl), "/authorize").ToString(), [("request_id", request), ("person", button.Groups[1].Value)]);
        chosen.Status.ShouldBe(HttpStatusCode.SeeOther, chosen.Body);
        return chosen.Location;
    }

    /// <summary>The whole way; the answer is the callback's.</summary>
    public async Task<Page> SignInAsync(string portal, string person, string returnUrl = "/")
    {
        foreach (var jar in _jars.Where(j => j.Key != new Uri(portal).Authority)) jar.Value.Clear();
        return await GetAsync(await AskProviderAsync(portal, person, returnUrl));
    }

    public void Dispose() => _http.Dispose();

    private static void Keep(Dictionary<string, string> jar, string cookie)
    {
        var parts = cookie.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = (parts[0][..parts[0].IndexOf('=', StringComparison.Ordinal)], parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var expires = parts.FirstOrDefault(p => p.StartsWith("expires=", StringComparison.OrdinalIgnoreCase));
        if (expires is not null && expires.Contains("1970", StringComparison.Ordinal)) jar.Remove(name);
        else jar[name] = value;
    }

    [GeneratedRegex("name=\"request_id\" value=\"([^\"]+)\"")]
    private static partial Regex RequestId();
}
