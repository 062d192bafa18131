using System.Security.Claims;

namespace Governance.Web.Auth;

/// <summary>No circuit for somebody who is not signed in, whatever the hub's endpoints say; and none for somebody who has
/// as many open as may be (<see cref="CircuitSeats"/>). Nothing is made for either.</summary>
public sealed class CircuitGate(RequestDelegate next, CircuitSeats seats)
{
    public const string RefusedPath = "/page-not-open";

    private static readonly PathString Hub = "/_blazor";

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Hub, StringComparison.OrdinalIgnoreCase, out var rest)) return next(context);
        if (context.User.Identity?.IsAuthenticated != true)
        {
            context.Response.StatusCode = SessionStore.IsUnreadable(context) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        if (!IsNew(context.Request, rest) || ShortageOf(context, seats) == CircuitSeats.Shortage.None) return next(context);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = "10";
        return Task.CompletedTask;
    }

    /// <summary>Where the browser goes when its page got no circuit: says why, and what to do.</summary>
    public static void MapRefused(WebApplication app) => app.MapGet(RefusedPath, (HttpContext context, CircuitSeats seats) =>
    {
        var again = PlainPage.Link(LocalAddress.Of(context.Request.Query["returnUrl"]), "Open the page again");
        return ShortageOf(context, seats) switch
        {
            CircuitSeats.Shortage.OfThePerson => PlainPage.WriteAsync(context, StatusCodes.Status429TooManyRequests,
                $"You have {CircuitSeats.PerPerson} pages open",
                $"The portal keeps at most {CircuitSeats.PerPerson} pages open for one person, and you have that many, in this browser or another. "
                + "They keep working. Close one of them, then open this page again.", again),
            CircuitSeats.Shortage.OfTheInstance => PlainPage.WriteAsync(context, StatusCodes.Status429TooManyRequests,
                "The portal is full at the moment",
                $"{CircuitSeats.PerInstance} pages are open, as many as this instance of the portal bears. They keep working. "
                + "Wait a minute, then open this page again.", again),
            _ => PlainPage.WriteAsync(context, StatusCodes.Status200OK, "The page did not open",
                "Its connection to the portal could not be made. Nothing was changed. Open it again; if it stays, tell whoever runs the portal.", again),
        };
    });

    /// <summary>The beginning of a connection: its negotiation, or a socket without one.</summary>
    private static bool IsNew(HttpRequest request, PathString rest) =>
        rest.Equals("/negotiate", StringComparison.OrdinalIgnoreCase) || (!rest.HasValue && !request.Query.ContainsKey("id"));

    private static CircuitSeats.Shortage ShortageOf(HttpContext context, CircuitSeats seats) =>
        seats.ShortageFor(context.User.FindFirstValue(PrincipalActor.Person) ?? "");
}
