using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;

namespace Governance.Connectors.Salesforce;

/// <summary>Asks an org who it is. After every sign-in:
/// 1. Organization gives the org id, which must agree with the id URL and with the connection;
/// 2. User gives the name of the user, unless the flow signed in by name.</summary>
/// <remarks>Repeatable. Source: Object Reference, Organization and User.</remarks>
internal sealed class OrgFacts(OrgWire wire, OrgGates gates, SalesforceOptions options)
{
    private const string Fields =
        "SELECT Id, Name, IsSandbox, OrganizationType, TrialExpirationDate, InstanceName FROM Organization";

    /// <summary>Turns a token answer into a session, or into OrgChanged.</summary>
    public async Task<Result<OrgSession>> ConfirmAsync(SignInLink org, TokenAnswer answer, CancellationToken ct)
    {
        var organization = await FirstAsync(answer, "SELECT Id FROM Organization", ct);
        if (organization.Problem is { } problem) return problem;
        if (OrgJson.Text(organization.Value, "Id") is not { } id || !SalesforceIds.IsId(id))
            return OrgErrors.Unreadable;
        if (SalesforceIds.Key(id) != SalesforceIds.Key(answer.OrgId)) return ConnectionProblems.OrgChanged;
        if (org.Flow == ConnectionFlow.JwtBearer && org.Username is { Length: > 0 } named)
            return new OrgSession(answer.Instance, answer.AccessToken, id, answer.UserId, named);
        var user = await FirstAsync(answer, $"SELECT Username FROM User WHERE Id = {Soql.Id(answer.UserId)}", ct);
        if (user.Problem is { } unknown) return unknown;
        var name = Text.Bounded(OrgJson.Text(user.Value, "Username"), Limits.Name);
        return new OrgSession(
            answer.Instance, answer.AccessToken, id, answer.UserId, name.Length > 0 ? name : answer.UserId);
    }

    /// <summary>Everything an org says about itself.</summary>
    /// <returns>RemoteRefused (connection.org-changed) when it no longer is the org of the session.</returns>
    public static async Task<Result<OrgIdentity>> AskAsync(OrgConversation talk, CancellationToken ct)
    {
        var page = await talk.QueryAsync(Fields, ct);
        if (page.Problem is { } problem) return problem;
        using var document = page.Value!;
        if (OrgJson.First(document) is not { } row || OrgJson.Text(row, "Id") is not { } id || !SalesforceIds.IsId(id))
            return OrgErrors.Unreadable;
        var session = talk.Session!;
        if (SalesforceIds.Key(id) != session.OrgKey) return ConnectionProblems.OrgChanged;
        return new OrgIdentity(
            session.OrgId, Text.Bounded(OrgJson.Text(row, "Name"), Org.NameMaxLength), EnvironmentOf(row),
            Text.Bounded(OrgJson.Text(row, "InstanceName"), 20), session.Instance, session.Username, session.UserId);
    }

    /// <summary>The rule of OrgCheck (dataset-organization), with scratch orgs told apart from sandboxes.</summary>
    private static OrgEnvironment EnvironmentOf(JsonElement row)
    {
        var trial = OrgJson.Text(row, "TrialExpirationDate") is not null;
        if (OrgJson.Text(row, "OrganizationType") == "Developer Edition") return OrgEnvironment.Developer;
        if (OrgJson.Flag(row, "IsSandbox") == true) return trial ? OrgEnvironment.Scratch : OrgEnvironment.Sandbox;
        return trial ? OrgEnvironment.Trial : OrgEnvironment.Production;
    }

    private async Task<Result<JsonElement>> FirstAsync(TokenAnswer answer, string soql, CancellationToken ct)
    {
        var address = ServicePath.Join(answer.Instance, $"/services/data/v{options.ApiVersion}/query", "q", soql);
        var sent = await wire.SendAsync(
            new OrgCall(address) { Bearer = answer.AccessToken, Repeatable = true, Gate = gates.Of(answer.Instance) },
                ct);
        if (sent.Problem is { } problem) return problem;
        if (!sent.Value!.IsSuccess) return OrgErrors.Of(sent.Value, answer.AccessToken, answer.RefreshToken);
        using var document = OrgJson.Parse(sent.Value);
        return document is not null && OrgJson.First(document) is { } row ? row.Clone() : OrgErrors.Unreadable;
    }
}
