using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Governance.Application.Data;
using Governance.Application.Ports;
using Governance.Connectors.KeyVault;

namespace Governance.Web.Hosting;

/// <summary>What wraps the key ring (Secrets:KeyRing), and what may still open it (Secrets:KeyRing:Previous).</summary>
internal static class KeyRings
{
    private const string Kinds = "CertificatePath, Thumbprint or KeyVaultKey";

    /// <exception cref="StartRefusedException">A setting that is wrong or, in Production, missing.</exception>
    public static KeyWrappers Choose(IConfiguration configuration, bool production, VaultPath path)
    {
        var section = configuration.GetSection("Secrets:KeyRing");
        var current = Open(section, path);
        if (current is null && production) throw new StartRefusedException(
            $"The key ring is unprotected. Set Secrets:KeyRing:{Kinds}; Production does not start without.");
        return new KeyWrappers(current, [.. section.GetSection("Previous").GetChildren().Select(previous => Open(previous, path)
            ?? throw new StartRefusedException($"{previous.Path} names nothing. Give each entry {Kinds}."))]);
    }

    private static IKeyWrapper? Open(IConfigurationSection section, VaultPath path)
    {
        var (file, thumbprint, key) = (section["CertificatePath"], section["Thumbprint"], section["KeyVaultKey"]);
        string[] given = [.. new[] { file, thumbprint, key }.OfType<string>().Where(s => s.Length > 0)];
        if (given.Length > 1) throw new StartRefusedException($"{section.Path} names more than one of {Kinds}. Keep one; list others under Previous.");
        if (given.Length == 0) return null;
        try
        {
            if (key is { Length: > 0 }) return new KeyVaultWrapper(key, path);
            return new CertificateWrapper(file is { Length: > 0 }
                ? X509CertificateLoader.LoadPkcs12FromFile(file, section["CertificatePassword"])
                : Find(thumbprint!) ?? throw new ArgumentException($"There is no certificate {thumbprint} in the stores of this user or computer."));
        }
        catch (Exception wrong) when (wrong is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{section.Path} cannot be used: {wrong.Message}");
        }
    }

    private static X509Certificate2? Find(string thumbprint)
    {
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                continue;
            }
            if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false) is [var found, ..]) return found;
        }
        return null;
    }
}
