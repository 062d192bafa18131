namespace Governance.Web.Auth;

/// <summary>A check of the sign-in failed. Carries the audit code; nothing of the token.</summary>
/// <param name="code">Dotted, as in sign-in.wrong-nonce.</param>
/// <param name="cause">For the log; null when there is none.</param>
public sealed class SignInRefusedException(string code, Exception? cause = null) : Exception(code, cause)
{
    public string Code { get; } = code;
}
