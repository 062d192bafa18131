using Azure;
using Azure.Identity;

namespace Governance.Connectors.KeyVault;

/// <summary>What may be said about a vault that did not do as asked: status and code, never what was sent or came back.</summary>
internal static class VaultFault
{
    /// <summary>Null for what is no fault of the vault's.</summary>
    public static string? Of(Exception fault) => fault switch
    {
        AuthenticationFailedException => "The portal has no identity that the vault's directory takes. Check the managed identity, or "
            + "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.",
        RequestFailedException { Status: 0 } => "The vault did not answer.",
        RequestFailedException { Status: 403 } refused => $"The vault refuses (403, {refused.ErrorCode}). Check the portal's role on it, and the vault's firewall.",
        RequestFailedException failed => $"The vault answered {failed.Status} ({failed.ErrorCode}).",
        HttpRequestException or AggregateException { InnerException: RequestFailedException or HttpRequestException or OperationCanceledException } =>
            "The vault did not answer.",
        TaskCanceledException { InnerException: TimeoutException } => "The vault did not answer in time.",
        _ => null,
    };
}
