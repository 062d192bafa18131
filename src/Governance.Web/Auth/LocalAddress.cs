namespace Governance.Web.Auth;

/// <summary>Where a sign-in may lead back to: a path of this portal, nothing else.</summary>
internal static class LocalAddress
{
    private const int MaxLength = 2000;

    /// <summary>The address when it stays here; "/" for everything else.</summary>
    public static string Of(string? returnUrl) =>
        returnUrl is { Length: > 0 and <= MaxLength } && returnUrl[0] == '/'
        // "//host" and "/\host" are other hosts to a browser, and it drops control characters before it looks.
        && !returnUrl.StartsWith("//", StringComparison.Ordinal)
        && !returnUrl.Any(c => c is '\\' || char.IsControl(c))
        // Back to /sign-out or a callback would be a loop.
        && !returnUrl.StartsWith("/sign", StringComparison.OrdinalIgnoreCase)
        && !returnUrl.StartsWith(StepUp.Path, StringComparison.OrdinalIgnoreCase)
            ? returnUrl
            : "/";
}
