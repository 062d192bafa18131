using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>cert.replaced: fails when the certificate has another key than before, under the same name, and no rotation was approved.</summary>
public sealed class CertReplaced() : Rule<CertificateThing>("cert.replaced", ThingKind.Certificate, Severity.High, "Keys change by plan")
{
    /// <inheritdoc />
    public override string FailsWhen => "The certificate has another key than before, under the same name, and no rotation was approved.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask its owner. If nobody planned it, look who uploaded it: whoever holds the new key can sign as this org.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Certificates;

    /// <inheritdoc />
    public override Verdict Judge(CertificateThing thing, RuleSetting setting)
    {
        if (thing.Facts.KeyHash is not { } now) return Verdict.Unknown(thing.Facts.Trouble ?? "its key could not be read");
        if (thing.Item.Approved is not { } approved) return Verdict.Pass;
        if (approved.KeyHash is not { } before) return Verdict.Unknown("its key was not read before");
        return before == now ? Verdict.Pass : Verdict.Fail($"The key {Start(before)} became {Start(now)}, seen {Day.Of(thing.Item.ChangedAt)}.");
    }

    private static string Start(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
