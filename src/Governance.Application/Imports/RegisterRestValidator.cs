using FluentValidation;
using Governance.Application.Integrations;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;

namespace Governance.Application.Imports;

/// <summary>Owners, waivers, decisions and connections of a register.</summary>
internal sealed class RegisterRestValidator : AbstractValidator<ImportRegister.Command>
{
    // The record that is signed holds the questionnaire with its answers.
    private const int DecisionTextMaxLength = 100_000;

    public RegisterRestValidator()
    {
        RuleFor(c => c.Owners).Must(Few).WithMessage(TooMany("owners"));
        RuleFor(c => c.Waivers).Must(Few).WithMessage(TooMany("waivers"));
        RuleFor(c => c.ArchitectureDecisions).Must(Few).WithMessage(TooMany("architecture decisions"));
        RuleFor(c => c.Connections).Must(Few).WithMessage(TooMany("connections"));

        RuleForEach(c => c.Owners).Must(o => IsKey(o.Org, 40) && IsKey(o.Certificate, InventoryItem.KeyMaxLength))
            .WithMessage("An owner needs the org and the certificate by name.");
        RuleForEach(c => c.Owners).Must(o => Mail.IsOne(o.Owner)).WithMessage((_, o) => $"{Of(o.Certificate)}: {Mail.Wanted("owner")}");
        RuleForEach(c => c.Owners).Must(o => o.Deputy is null || Mail.IsOne(o.Deputy)).WithMessage((_, o) => $"{Of(o.Certificate)}: {Mail.Wanted("deputy")}");
        RuleForEach(c => c.Owners).Must(o => o.Deputy is null || !string.Equals(o.Deputy, o.Owner, StringComparison.OrdinalIgnoreCase))
            .WithMessage((_, o) => $"{Of(o.Certificate)}: The deputy is somebody else than the owner.");

        RuleForEach(c => c.Waivers).Must(w => RuleCatalogue.Find(w.Rule) is not null).WithMessage((_, w) => $"There is no rule {Of(w.Rule)}.");
        RuleForEach(c => c.Waivers).Must(w => Enum.IsDefined(w.Thing) && IsKey(w.Name, Finding.ThingNameMaxLength) && (w.Org is null || IsKey(w.Org, 40)))
            .WithMessage((_, w) => $"The waiver of {Of(w.Rule)} needs a thing by kind and name, and its org by id.");
        RuleForEach(c => c.Waivers).Must(w => w.Reason.Trim().Length is >= Waiver.ReasonMinLength and <= Waiver.ReasonMaxLength)
            .WithMessage((_, w) => $"The waiver of {Of(w.Rule)} for {Of(w.Name)} needs a reason of {Waiver.ReasonMinLength} to {Waiver.ReasonMaxLength} characters.");

        RuleForEach(c => c.ArchitectureDecisions).Must(d => RegisterNames.IsPlain(d.Integration, Integration.NameMaxLength))
            .WithMessage((_, d) => $"{Of(d.Integration)} is no name of an integration.");
        RuleForEach(c => c.ArchitectureDecisions).Must(IsWhole)
            .WithMessage((_, d) => $"The architecture decision of {Of(d.Integration)} has an answer that is none: 0 to 10,000 systems, 0 to 1,000 slots.");
        RuleForEach(c => c.ArchitectureDecisions).Must(d => d.Text is not { Length: > DecisionTextMaxLength } && RegisterDecisions.IsIntact(d))
            .WithMessage((_, d) => $"The text of the architecture decision of {Of(d.Integration)} is not the one that was signed: its SHA-256 is another.");

        RuleForEach(c => c.Connections).Must(c => RegisterNames.IsPlain(c.Name, Connection.NameMaxLength))
            .WithMessage((_, c) => $"{Of(c.Name)} is no name for a connection: 1 to {Connection.NameMaxLength} characters, no control characters, no blanks around it.");
        RuleForEach(c => c.Connections).Must(IsWhole).WithMessage((_, c) => $"The connection {Of(c.Name)} needs an org group, a flow, a login host and a client id"
            + (c.Flow == ConnectionFlow.JwtBearer ? ", and a user name for JWT bearer." : ", when it leads to an org."));
    }

    private static bool Few(System.Collections.IEnumerable records) => records is System.Collections.ICollection { Count: <= ImportRegisterValidator.MaxOthers };

    private static string TooMany(string what) => $"A register holds at most {ImportRegisterValidator.MaxOthers} {what}.";

    private static string Of(string name) => $"“{Text.Bounded(name, 80)}”";

    private static bool IsKey(string text, int max) => text.Length > 0 && text.Length <= max && Text.Bounded(text, max) == text;

    private static bool IsWhole(DecisionRecord d) => Enum.IsDefined(d.Direction) && Enum.IsDefined(d.DataClass) && Enum.IsDefined(d.Regime)
        && Enum.IsDefined(d.Deployment) && d.ExternalSystems is >= 0 and <= 10_000 && d.SlotsUsed is >= 0 and <= 1_000;

    private static bool IsWhole(ConnectionRecord c) => c.To == ConnectionTarget.Heroku
        || (c.Flow is { } flow && Enum.IsDefined(flow) && IsAddress(c.OrgGroup) && IsAddress(c.LoginHost) && IsAddress(c.ClientId)
            && (flow != ConnectionFlow.JwtBearer || IsAddress(c.Username)) && (c.Username is null || IsAddress(c.Username)));

    private static bool IsAddress(string? text) => text is not null && RegisterNames.IsPlain(text, Connection.AddressMaxLength);
}
