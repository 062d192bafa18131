namespace Governance.Web.Auth;

/// <summary>No circuit for somebody who is not signed in, whatever the hub's endpoints say.</summary>
public sealed class CircuitGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.User.Identity?.IsAuthenticated == true
            || !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
