using System.Net.Http.Headers;
using System.Text;

namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Calls below /services/data/v62.0/ of the first org, with a session of the portal's reader or of somebody else.</summary>
internal static class OrgClient
{
    public const string Admin = "sade.abeni@northgale.example";

    public static async Task<Answered> CallAsync(this TestWorld world, string method, string resource, string? body = null, string? access = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), world.Core.LoginUrl + "/services/data/v62.0/" + resource);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access ?? await world.LoginAsync(world.Core));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await world.SendAsync(request);
    }

    /// <summary>The first value that a query answers.</summary>
    public static async Task<string> ValueAsync(this TestWorld world, string soql, string? access = null)
    {
        var answer = await world.CallAsync("GET", "query?q=" + Uri.EscapeDataString(soql), null, access);
        answer.Status.ShouldBe(200, answer.Body);
        return answer.Records[0].EnumerateObject().First(member => member.Name != "attributes").Value.ToString();
    }
}
