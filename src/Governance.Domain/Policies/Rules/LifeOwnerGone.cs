namespace Governance.Domain.Policies.Rules;

/// <summary>life.owner-gone: fails when the owner is blocked, or has not signed in for longer than the threshold and not confirmed it, or is absent from the people list imported last.</summary>
public sealed class LifeOwnerGone() : Rule<IntegrationThing>("life.owner-gone", ThingKind.Integration, Severity.High, "Its owner is there")
{
    /// <summary>Longest time unheard of.</summary>
    public static readonly RuleParameter Days = new("days", "days", 90);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "The owner is blocked, or has not signed in for longer than the threshold and not confirmed it, or is absent from the people list imported last.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the deputy or the owner's team who takes over, and name the new owner.
        """;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting)
    {
        if (thing.Facts.Owner is not { } owner) return Verdict.NotApplicable("nobody owns it");
        if (owner.IsBlocked == true) return Verdict.Fail($"{owner.Name} is blocked.");
        if (owner.IsOnPeopleList == false) return Verdict.Fail($"{owner.Name} is not on the people list imported last.");
        var last = owner.LastSignInAt > (owner.ConfirmedAt ?? DateTimeOffset.MinValue) ? owner.LastSignInAt : owner.ConfirmedAt;
        if (last is { } seen)
        {
            return thing.Now - seen > TimeSpan.FromDays(setting[Days])
                ? Verdict.Fail($"{owner.Name} neither signed in nor confirmed it since {Day.Of(seen)}; at most {setting[Days]} days are wanted.")
                : Verdict.Pass;
        }
        return owner.IsOnPeopleList == true ? Verdict.Pass : Verdict.Unknown($"{owner.Name} never signed in, and no people list was imported");
    }
}
