using Governance.Application.Access;
using Governance.Domain.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Governance.Web.Auth;

/// <summary>What somebody sees who may not: 401 with a way to sign in, 403 with the missing role.</summary>
internal static class AccessPages
{
    public static Task SignInFirstAsync(HttpContext context)
    {
        if (SessionStore.IsUnreadable(context)) return UnreadableAsync(context);
        var here = context.Request.Path + context.Request.QueryString.ToUriComponent();
        var back = HttpMethods.IsGet(context.Request.Method) ? LocalAddress.Of(here) : "/";
        return PlainPage.WriteAsync(context, StatusCodes.Status401Unauthorized, "Sign in to Governance",
            "You are not signed in. The portal uses your company's sign-in.",
            PlainPage.Link($"{SignInEndpoints.SignInPath}?returnUrl={Uri.EscapeDataString(back)}", "Sign in"),
            EmergencySignIn.LinkFor(context));
    }

    public static async Task MissingRoleAsync(HttpContext context)
    {
        // The provider may have ended the session a moment ago, when this request asked about it.
        var held = await context.RequestServices.GetRequiredService<HeldRights>().KnownAsync(context.User);
        if (held.Self is null)
        {
            await (held.IsUnknown ? UnreadableAsync(context) : SignInFirstAsync(context));
            return;
        }
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        await PlainPage.WriteAsync(context, StatusCodes.Status403Forbidden, "You can't open this page",
            await ReasonAsync(context), [.. await WaysOnAsync(context), PlainPage.SignOutForm(tokens.FormFieldName, tokens.RequestToken)]);
    }

    /// <summary>Nobody is signed out by a database that does not answer, and nobody is let in.</summary>
    private static Task UnreadableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        var here = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString.ToUriComponent() : "/";
        return PlainPage.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Unreadable.Title, Unreadable.Text,
            PlainPage.Link(LocalAddress.Of(here), "Try again"));
    }

    /// <summary>What a page says, open or asked for, while nobody’s session and rights can be read.</summary>
    public static readonly (string Title, string Text) Unreadable = ("Your rights can’t be checked now",
        "The portal’s database does not answer, so nothing is shown and nothing can be done. You stay signed in. Running containments go on when it answers again.");

    private static async Task<string[]> WaysOnAsync(HttpContext context) =>
        await context.RequestServices.GetRequiredService<HeldRights>().OfAsync(context.User) is null
            ? [] : [PlainPage.Link("/", "Go to the overview")];

    private static async Task<string> ReasonAsync(HttpContext context)
    {
        var rights = context.RequestServices.GetRequiredService<HeldRights>();
        if (await rights.OfAsync(context.User) is not null) return AccessProblems.Denied(AskedFor(context)).Message;

        var name = context.User.FindFirst(PrincipalActor.Name)?.Value ?? "somebody";
        var ticket = await context.AuthenticateAsync();
        if (ticket.Properties?.Items.ContainsKey(SignInTicket.GroupsLeftOut) == true)
        {
            return $"You are signed in as {name}, but you are in so many groups that your identity provider left them out of its answer. "
                + "Without them you hold no role here. Ask whoever runs the identity provider to send only the groups assigned to this portal.";
        }
        return $"You are signed in as {name}, but you hold no role here. {AccessProblems.Denied(AskedFor(context)).Message}";
    }

    /// <summary>The permission of the page's policy; any role when it names none.</summary>
    private static Permission AskedFor(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>()
            .Select(a => Enum.TryParse<Permission>(a.Policy, out var asked) ? asked : (Permission?)null)
            .FirstOrDefault(p => p is not null) ?? Permission.SignedIn;
}
