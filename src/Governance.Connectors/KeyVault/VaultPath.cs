using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Governance.Connectors.Salesforce;

namespace Governance.Connectors.KeyVault;

/// <summary>How a vault is reached; exchanged in tests only.</summary>
/// <param name="Transport">Below the SDK's retries and its authentication.</param>
/// <param name="Credential">Who the portal is.</param>
public sealed record VaultPath(HttpPipelineTransport Transport, TokenCredential Credential)
{
    /// <summary>Hosts of vaults, in the three clouds. Source: Azure Key Vault documentation, Object identifiers.</summary>
    private static readonly string[] Suffixes = [".vault.azure.net", ".vault.azure.cn", ".vault.usgovcloudapi.net"];

    /// <summary>Pause before the first of three repeats; doubles.</summary>
    internal TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The platform's own way: an identity given by the environment, the workload or the host; nobody is ever asked.</summary>
    public static VaultPath System { get; } = new(
        new HttpClientTransport(SafeHttp.Handler(null, TimeSpan.FromSeconds(10), static _ => false, OutboundPath.System)),
        new ChainedTokenCredential(
            new EnvironmentCredential(), new WorkloadIdentityCredential(), new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned)));

    /// <summary>The scope of a vault's tokens, as in https://vault.azure.net/.default.</summary>
    internal static string ScopeOf(Uri vault) => $"https://{vault.Host[(vault.Host.IndexOf('.', StringComparison.Ordinal) + 1)..]}/.default";

    /// <summary>Retries and silence: nothing that is sent or comes back is logged.</summary>
    internal T Set<T>(T options) where T : ClientOptions
    {
        options.Transport = Transport;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = FirstPause;
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsLoggingContentEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        return options;
    }

    /// <exception cref="ArgumentException">Not the https address of a vault.</exception>
    internal static Uri Check(string? address, string setting) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { Scheme: "https", IsDefaultPort: true, UserInfo: "", Query: "", Fragment: "" }
            && Suffixes.Any(s => uri.Host.EndsWith(s, StringComparison.OrdinalIgnoreCase) && uri.Host.Count(c => c == '.') == s.Count(c => c == '.'))
            ? uri
            : throw new ArgumentException($"{setting} must be an https address under {string.Join(", ", Suffixes)}.");
}
