using System.Net;
using Governance.Web.Hosting;

namespace Governance.Web.Auth;

/// <summary>Authentication:Emergency – from where an emergency code may be used. Off while nothing is listed.</summary>
public sealed class EmergencySettings
{
    public const string Section = "Authentication:Emergency";

    private const string Networks = $"{Section}:Networks";

    private readonly IReadOnlyList<IPNetwork> _networks;

    private EmergencySettings(IReadOnlyList<IPNetwork> networks) => _networks = networks;

    public bool IsOn => _networks.Count > 0;

    /// <exception cref="StartRefusedException">Something listed is no network, or nothing could be told by an address.</exception>
    public static EmergencySettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Networks);
        if (section.Value is { Length: > 0 }) throw new StartRefusedException($"{Networks} must be a list, as in {Networks}:0.");
        IPNetwork[] networks = [.. section.GetChildren().Select(line => NetworkOf(line.Value))];
        // With this switch the framework believes an X-Forwarded-For header of anybody.
        if (networks.Length > 0 && configuration.GetValue<bool>("ForwardedHeaders_Enabled"))
            throw new StartRefusedException($"{Networks} can't be used with ASPNETCORE_FORWARDEDHEADERS_ENABLED: anybody could claim any address.");
        return new EmergencySettings(networks);
    }

    /// <summary>The request comes from a listed network.</summary>
    public bool IsOpenTo(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return false;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return _networks.Any(n => n.Contains(address));
    }

    private static IPNetwork NetworkOf(string? text) =>
        // The framework drops what is behind the length; who wrote 10.20.0.1/16 may have meant less than 65,536 addresses.
        !IPNetwork.TryParse(text, out var network) || !IPAddress.TryParse(text!.Split('/')[0], out var first) || !first.Equals(network.BaseAddress)
            ? throw new StartRefusedException($"{Networks}: '{text}' is no network. Write its first address and length, as in 10.20.0.0/16 or 10.20.30.40/32.")
            : network.PrefixLength == 0
                ? throw new StartRefusedException($"{Networks}: '{text}' is every address there is. List the networks of the people who hold the codes.")
                : network;
}
