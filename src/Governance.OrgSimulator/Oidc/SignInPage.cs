using System.Net;
using System.Text;

namespace Governance.OrgSimulator.Oidc;

/// <summary>Choose who signs in: one button per person, no password.</summary>
public static class SignInPage
{
    public static string Render(OidcProvider provider, string requestId, AuthorizationRequest request)
    {
        var hinted = provider.Find(request.LoginHint);
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sign in · stand-in provider</title>")
            .Append("<style>body{font:16px system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}button{font:inherit;padding:.4rem .8rem}li{margin:.5rem 0}small{color:#555}</style>")
            .Append("</head><body><main><h1>Sign in</h1><p>This provider stands in for your company’s. Choose a person.</p>")
            .Append("<form method=\"post\" action=\"/authorize\"><input type=\"hidden\" name=\"request_id\" value=\"").Append(requestId).Append("\"><ul>");
        foreach (var person in provider.People.OrderByDescending(p => p.Subject == hinted?.Subject))
        {
            html.Append("<li><button name=\"person\" value=\"").Append(Safe(person.Subject)).Append('"')
                .Append(person.Subject == hinted?.Subject ? " autofocus" : "").Append('>').Append(Safe(person.Name)).Append("</button> <small>")
                .Append(Safe(person.Groups.Count == 0 ? "no group" : string.Join(", ", person.Groups))).Append("</small></li>");
        }
        return html.Append("</ul><button name=\"cancel\" value=\"1\">Cancel</button></form></main></body></html>").ToString();
    }

    public static string Error(string error, string description) =>
        $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Error</title></head><body><main><h1>{Safe(error)}</h1><p>{Safe(description)}</p></main></body></html>";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
