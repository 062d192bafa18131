using System.Security.Cryptography;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>The key pair behind READY's jwtKeyFile. Made at the first start, never part of the repository.</summary>
public sealed class TestKey : IDisposable
{
    private readonly RSA _key;
    private readonly bool _isOurs;

    private TestKey(RSA key, string file, bool isOurs)
    {
        _key = key;
        File = file;
        _isOurs = isOurs;
    }

    public string File { get; }

    /// <param name="stateFile">The key lies beside it and survives a restart; null puts it into a folder of its own.</param>
    /// <exception cref="BadOptionException">The key file holds no private key.</exception>
    public static TestKey Open(string? stateFile)
    {
        var file = stateFile is null
            ? Path.Combine(Directory.CreateTempSubdirectory("org-simulator-").FullName, "jwt-key.pem")
            : Path.GetFullPath(stateFile) + ".jwt-key.pem";
        var key = RSA.Create(2048);
        if (System.IO.File.Exists(file))
        {
            try
            {
                key.ImportFromPem(System.IO.File.ReadAllText(file));
            }
            catch (Exception e) when (e is ArgumentException or CryptographicException or IOException or UnauthorizedAccessException)
            {
                key.Dispose();
                throw new BadOptionException($"The key file {file} cannot be used: {e.Message}", e);
            }

            return new TestKey(key, file, stateFile is null);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new StreamWriter(file, options);
        stream.Write(key.ExportPkcs8PrivateKeyPem());
        return new TestKey(key, file, stateFile is null);
    }

    public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        lock (_key) return _key.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>A key without a state file goes with the world that it opened.</summary>
    public void Dispose()
    {
        _key.Dispose();
        if (_isOurs) Directory.Delete(Path.GetDirectoryName(File)!, recursive: true);
    }
}
