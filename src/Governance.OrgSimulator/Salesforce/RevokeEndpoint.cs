using System.Text.RegularExpressions;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, OAuth revoke (reference §1.2): by form, by query string, by GET; no bearer token needed.</summary>
public sealed partial class RevokeEndpoint(Org org)
{
    public async Task HandleAsync(HttpContext context, OriginCall call)
    {
        var form = await RequestBody.ReadFormAsync(context);
        var callback = form("callback");
        if (form("token") is not { Length: > 0 } token)
        {
            await RefuseAsync(context, "invalid_request", "missing required parameter: token", callback);
            return;
        }

        var outcome = Revoke(token, call);
        if (outcome == Outcome.ServerError) await Answer.OrgErrorAsync(context, 500, "UNKNOWN_EXCEPTION", "An unexpected error occurred. Please try again.");
        else if (outcome == Outcome.Unknown) await RefuseAsync(context, "invalid_token", "invalid token: the token does not exist or has ended", callback);
        else if (callback is not null && Name().IsMatch(callback)) await Answer.TextAsync(context, 200, "application/javascript;charset=UTF-8", $"{callback}({{}});");
        else await Answer.EmptyAsync(context, 200);
    }

    private Outcome Revoke(string token, OriginCall call)
    {
        lock (org.Gate)
        {
            if (org.FindSession(token) is { Hidden: false } session)
            {
                call.Caller = session.User.Username;
                if (call.Lie is { AliveRowHidden: true }) org.Hide(session);
                else if (call.Lie is not { AliveRowKept: true }) org.EndSession(session);
                return Outcome.Done;
            }

            var isCurrent = true;
            var grant = org.GrantByDeleteToken(token) ?? org.GrantByRefreshToken(token, out isCurrent);
            // What the list no longer shows cannot be revoked again, even where the org lied about it.
            if (grant is null || !isCurrent || !Org.IsListed(grant, org.Now)) return Outcome.Unknown;
            if (org.FailsToRevoke(grant)) return Outcome.ServerError;
            if (call.Lie is { AliveRowKept: true }) return Outcome.Done;
            if (call.Lie is { AliveRowHidden: true })
            {
                grant.Hidden = true;
                org.Touch(grant);
                return Outcome.Done;
            }

            org.End(grant);
            return Outcome.Done;
        }
    }

    private static Task RefuseAsync(HttpContext context, string error, string description, string? callback)
    {
        if (callback is not null && Name().IsMatch(callback))
            return Answer.TextAsync(context, 400, "application/javascript;charset=UTF-8", $"{callback}({{\"error\":\"{error}\",\"error_description\":\"{description}\"}});");
        return context.Request.Headers.Accept.ToString().Contains("json", StringComparison.OrdinalIgnoreCase)
            ? Answer.OauthErrorAsync(context, error, description)
            : Answer.TextAsync(context, 400, "application/x-www-form-urlencoded;charset=UTF-8", $"error={error}&error_description={Uri.EscapeDataString(description)}");
    }

    private enum Outcome
    {
        Done,
        Unknown,
        ServerError,
    }

    [GeneratedRegex("^[A-Za-z_$][A-Za-z0-9_$.]{0,99}$")]
    private static partial Regex Name();
}
