using System.Text;
using Governance.Application.Ports;
using Governance.Connectors.Salesforce;
using Governance.Domain;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class OrgErrorsTests
{
    [Theory]
    [InlineData(403, """[{"message":"x","errorCode":"API_DISABLED_FOR_ORG"}]""", RemoteCodes.RightMissing)]
    [InlineData(403, """[{"message":"x","errorCode":"INSUFFICIENT_ACCESS_OR_READONLY"}]""", RemoteCodes.RightMissing)]
    [InlineData(400, """[{"message":"x","errorCode":"INVALID_TYPE"}]""", RemoteCodes.NotSupported)]
    [InlineData(403, """[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]""", RemoteCodes.LimitReached)]
    [InlineData(403, """[{"message":"ConcurrentRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]""", "org.busy")]
    [InlineData(400, """[{"message":"x","errorCode":"INVALID_QUERY_LOCATOR"}]""", "org.list-expired")]
    [InlineData(400, """[{"message":"x","errorCode":"MALFORMED_QUERY"}]""", "org.query-refused")]
    [InlineData(400, """[{"message":"x","errorCode":"SOMETHING_NEW"}]""", "org.refused")]
    [InlineData(401, """[{"message":"x","errorCode":"INVALID_SESSION_ID"}]""", RemoteCodes.CredentialRefused)]
    [InlineData(400, """{"error":"invalid_grant","error_description":"user hasn't approved this consumer"}""", RemoteCodes.CredentialRefused)]
    [InlineData(400, "error=invalid_client_id&error_description=client%20identifier%20invalid",
        RemoteCodes.CredentialRefused)]
    [InlineData(400, """{"error":"rate_limit_exceeded"}""", "org.busy")]
    [InlineData(503, "<html><body>maintenance</body></html>", "org.answer-unreadable")]
    [InlineData(404, "\r\n <!DOCTYPE html>", "org.answer-unreadable")]
    [InlineData(500, "", "org.busy")]
    [InlineData(400, "", "org.answer-unreadable")]
    [InlineData(400, "[", "org.answer-unreadable")]
    [InlineData(400, "[]", "org.answer-unreadable")]
    [InlineData(400, "[null]", "org.answer-unreadable")]
    [InlineData(400, """[{"errorCode":7,"message":{}}]""", "org.answer-unreadable")]
    [InlineData(400, """[{"errorCode":"\ud800","message":"\ud800"}]""", "org.answer-unreadable")]
    [InlineData(400, """{"error":"<script>","error_description":"x"}""", "org.answer-unreadable")]
    [InlineData(429, "whatever", "org.busy")]
    public void Of_ForAnAnswer_GivesAStableCode(int status, string body, string code)
    {
        var problem = OrgErrors.Of(new OrgAnswer(status, null, Encoding.UTF8.GetBytes(body), null));

        problem.Code.ShouldBe(code);
        problem.Message.ShouldNotContain("<");
    }

    [Theory]
    [InlineData("token 00Dxx0000001gPL!AQ4AQ.fake_value here")]
    [InlineData("token 00Dxx0000001gPL%21AQ4AQ.fake_value")]
    [InlineData("jwt eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln")]
    [InlineData("refresh 5Aep861fake.value")]
    [InlineData("echo canary-handle-123")]
    [InlineData("echo canary%2Dhandle%2D123 canary-handle-123")]
    public void Threat_T70_Telemetry_HoldsNoCanary_InExcerpts(string words)
    {
        var excerpt = Redaction.Excerpt(words, new Secret("canary-handle-123"));

        excerpt.ShouldContain("[redacted]");
        excerpt.ShouldNotContain("fake");
        excerpt.ShouldNotContain("c2ln");
        excerpt.ShouldNotContain("canary-handle");
    }

    [Fact]
    public void Excerpt_OfHostileText_IsShortAndPrintable()
    {
        var excerpt = Redaction.Excerpt("a\u0000b\u001b[31m\r\nc\u202ed\u200be" + new string('x', 100_000));

        excerpt.Length.ShouldBeLessThanOrEqualTo(Redaction.LongestExcerpt);
        excerpt.ShouldStartWith("ab[31m cde");
        excerpt.Any(char.IsControl).ShouldBeFalse();
    }
}
