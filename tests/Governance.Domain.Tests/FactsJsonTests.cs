using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;

namespace Governance.Domain.Tests;

public sealed class FactsJsonTests
{
    public static TheoryData<Type> FactTypes() =>
        [.. typeof(ItemFacts).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ItemFacts)) && !t.IsAbstract)];

    [Fact]
    public void Compare_WhenASwitchMovesOrBecomesUnknown_NamesItAndBothValues()
    {
        var before = FactsJson.Write(Policy with { PkceRequired = true, RotationEnabled = true, Scopes = ["api"] });

        var changes = FactsJson.Compare(before, Policy with { PkceRequired = false, Scopes = ["api", "full"] });

        changes.ShouldBe(
        [
            new ItemFieldChange("pkceRequired", "true", "false"),
            new ItemFieldChange("rotationEnabled", "true", null),
            new ItemFieldChange("scopes", """["api"]""", """["api","full"]"""),
        ]);
    }

    [Fact]
    public void Compare_WhenOnlyALoginWasLater_SeesNoChange()
    {
        var before = FactsJson.Write(new UserFacts { IsActive = true, LastLoginAt = DateTimeOffset.UnixEpoch });

        FactsJson.Compare(before, new UserFacts { IsActive = true, LastLoginAt = DateTimeOffset.UnixEpoch.AddDays(1) }).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(FactTypes))]
    public void Facts_OfEveryType_CanHoldNoSecret(Type facts) =>
        facts.GetProperties().Where(p => p.PropertyType == typeof(Secret) || (p.PropertyType == typeof(string) && Suspect(p.Name))).ShouldBeEmpty();

    private static bool Suspect(string name) =>
        name.Contains("Secret", StringComparison.Ordinal) || name.Contains("Password", StringComparison.Ordinal) || name.EndsWith("Token", StringComparison.Ordinal);

    private static AppPolicyFacts Policy => new() { Kind = ClientAppKind.ConnectedApp, ApiName = "Ledger_Sync" };
}
