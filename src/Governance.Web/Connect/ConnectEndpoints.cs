using Governance.Application.Access;
using Governance.Application.Connections;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Auth;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Governance.Web.Connect;

/// <summary>What connecting an org needs beside the circuit: handing over a credential, and the return from Salesforce.</summary>
public static class ConnectEndpoints
{
    /// <summary>Takes a private key, a consumer secret, a canary's refresh token, a Heroku token, a webhook address or its signing secret: form
    /// fields kind (key, secret, refresh, heroku, webhook or signing) and credential.</summary>
    public const string CredentialPath = "/connect/credential";

    /// <summary>Where Salesforce sends the person back.</summary>
    public const string CallbackPath = "/connect/callback";

    /// <summary>Longest code or state looked at, characters.</summary>
    public const int ParameterMaxLength = 2000;

    // The form around the credential: boundaries, field names, the antiforgery token.
    private const int BodyMaxBytes = SecretIntake.MaxBytes + 8 * 1024;

    /// <summary>What the page gets to see: a ticket, never the credential.</summary>
    public sealed record Answer(Guid? Ticket, string? Description, string? Problem);

    /// <summary>Maps both. Needs authentication and antiforgery services.</summary>
    public static void MapConnect(this WebApplication app)
    {
        app.MapPost(CredentialPath, (Delegate)TakeCredentialAsync).RequireAuthorization();
        app.MapGet(CallbackPath, (Delegate)ReturnAsync).RequireAuthorization();
    }

    private static async Task<IResult> TakeCredentialAsync(HttpContext http)
    {
        var (runner, actor) = SenderOf(http);
        var self = await runner.SendAsync(actor, new WhoAmI.Query(), http.RequestAborted);
        if (self.Value is not { } sender || !sender.Permissions.Overlaps([Permission.ConnectOrg, Permission.ConnectHeroku, Permission.ManageChannels]))
            return Refuse(StatusCodes.Status403Forbidden, AccessProblems.Denied(Permission.ConnectOrg).Message);
        LimitBody(http);
        try
        {
            if (!await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            {
                return Refuse(StatusCodes.Status400BadRequest,
                    "This was not sent from a page of the portal, or the page is too old. Nothing was stored. Reload the page and try again.");
            }
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            var needed = form["kind"].ToString() switch
            {
                "heroku" => Permission.ConnectHeroku,
                "webhook" or "signing" => Permission.ManageChannels,
                _ => Permission.ConnectOrg,
            };
            return sender.Permissions.Contains(needed)
                ? await DepositAsync(http, form)
                : Refuse(StatusCodes.Status403Forbidden, AccessProblems.Denied(needed).Message);
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException or AntiforgeryValidationException)
        {
            return Refuse(StatusCodes.Status400BadRequest, TooLarge);
        }
    }

    private const string TooLarge = "This is larger than 64 KB, so it is no private key. Nothing was stored. Choose another file.";

    private static async Task<IResult> DepositAsync(HttpContext http, IFormCollection form)
    {
        var intake = http.RequestServices.GetRequiredService<SecretIntake>();
        var ct = http.RequestAborted;
        Result<SecretIntake.Deposit> taken;
        switch (form["kind"].ToString())
        {
            case "key" when form.Files["credential"] is { } file:
                if (file.Length > SecretIntake.MaxBytes) return Refuse(StatusCodes.Status400BadRequest, TooLarge);
                using (var reader = new StreamReader(file.OpenReadStream()))
                    taken = await intake.TakePrivateKeyAsync(new Secret(await reader.ReadToEndAsync(ct)), ct);
                break;
            case "secret":
                taken = await intake.TakeClientSecretAsync(new Secret(form["credential"].ToString()), ct);
                break;
            case "refresh":
                taken = await intake.TakeRefreshTokenAsync(new Secret(form["credential"].ToString()), ct);
                break;
            case "heroku":
                taken = await intake.TakeHerokuTokenAsync(new Secret(form["credential"].ToString()), ct);
                break;
            case "webhook":
                taken = await intake.TakeWebhookAddressAsync(new Secret(form["credential"].ToString()), ct);
                break;
            case "signing":
                taken = await intake.TakeSigningSecretAsync(new Secret(form["credential"].ToString()), ct);
                break;
            default:
                return Refuse(StatusCodes.Status400BadRequest, "Choose the file with the private key.");
        }
        return taken.Problem is { } unusable
            ? Refuse(StatusCodes.Status400BadRequest, unusable.Message)
            : Results.Json(new Answer(taken.Value!.Ticket, taken.Value.Description, null));
    }

    /// <summary>Kept in memory as a whole: a buffer on disk would be a copy of the key.</summary>
    private static void LimitBody(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = BodyMaxBytes;
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions
        {
            MemoryBufferThreshold = 2 * BodyMaxBytes,
            BufferBodyLengthLimit = BodyMaxBytes,
            MultipartBodyLengthLimit = BodyMaxBytes,
            ValueLengthLimit = SecretIntake.MaxBytes,
            ValueCountLimit = 8,
        }));
    }

    private static async Task ReturnAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var (code, state, error) = (query["code"].ToString(), query["state"].ToString(), query["error"].ToString());
        if (state.Length is 0 or > ParameterMaxLength || code.Length > ParameterMaxLength)
        {
            await RefuseReturnAsync(http, "This address is only for the return from Salesforce, and something of it is missing. Nothing was stored.");
            return;
        }
        var ct = http.RequestAborted;
        var secrets = http.RequestServices.GetRequiredService<ISecretStore>();
        Guid? ticket = code.Length == 0 ? null : Guid.NewGuid();
        // Deposited first, so that no message carries the code; forgotten at once when the state does not fit.
        if (ticket is { } kept) await secrets.PutAsync(SecretName.Deposit(kept), new Secret(code), ConnectState.LivesFor, ct);
        var (runner, actor) = SenderOf(http);
        var accepted = await runner.SendAsync(actor, new AcceptConnectCode.Command(state, ticket, error.Length == 0 ? null : error), ct);
        if (accepted.Problem is { } refused)
        {
            if (ticket is { } unused) await secrets.DeleteAsync(SecretName.Deposit(unused), CancellationToken.None);
            await RefuseReturnAsync(http, refused.Message, refused.Kind == ProblemKind.Forbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest);
            return;
        }
        http.Response.Redirect($"/orgs/{accepted.Value!.ConnectionId.Value:D}");
    }

    private static Task RefuseReturnAsync(HttpContext http, string why, int status = StatusCodes.Status400BadRequest) =>
        PlainPage.WriteAsync(http, status, "The org was not connected", why, PlainPage.Link("/orgs/connect", "Connect org"));

    private static IResult Refuse(int status, string why) => Results.Json(new Answer(null, null, why), statusCode: status);

    private static (UseCaseRunner Runner, Actor Actor) SenderOf(HttpContext http) =>
        (http.RequestServices.GetRequiredService<UseCaseRunner>(), PrincipalActor.Of(http.User));
}
