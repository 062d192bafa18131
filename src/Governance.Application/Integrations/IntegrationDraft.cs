using System.Net.Mail;
using FluentValidation;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;

namespace Governance.Application.Integrations;

/// <summary>A part as a form or a register has it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">As typed; compared in comparable form (case, width and spacing do not matter).</param>
/// <param name="Org">Only in this org; null wherever it is found.</param>
public sealed record IntegrationPartDraft(IntegrationPartKind Kind, string Name, OrgId? Org = null)
{
    internal IntegrationPart ToPart() => new(Kind, Name, Org);
}

/// <summary>An integration as a form has it, without its owner.</summary>
/// <param name="Name">Unique, whatever its case.</param>
/// <param name="Facts">What is recorded; its owner and its decision are not taken from here.</param>
/// <param name="Parts">What belongs to it.</param>
public sealed record IntegrationDraft(string Name, IntegrationFacts Facts, IReadOnlyList<IntegrationPartDraft> Parts);

internal sealed class IntegrationDraftValidator : AbstractValidator<IntegrationDraft>
{
    public IntegrationDraftValidator()
    {
        RuleFor(d => d.Name).Cascade(CascadeMode.Stop)
            .Must(name => !string.IsNullOrWhiteSpace(name)).WithMessage("Give the integration a name.")
            .MaximumLength(Integration.NameMaxLength).WithMessage($"An integration’s name has at most {Integration.NameMaxLength} characters.");
        RuleFor(d => d.Facts).NotNull().SetValidator(new IntegrationFactsValidator());
        RuleFor(d => d.Parts).NotNull();
        RuleFor(d => d.Parts.Count).LessThanOrEqualTo(Integration.MaxParts).When(d => d.Parts is not null).OverridePropertyName("Parts")
            .WithMessage($"An integration has at most {Integration.MaxParts} parts.");
        RuleForEach(d => d.Parts)
            .Must(p => p is not null && Enum.IsDefined(p.Kind) && p.Name is { Length: <= InventoryItem.NameMaxLength } && p.ToPart().Key.Length > 0)
            .OverridePropertyName("Parts").WithMessage($"A part has a kind and a name of at most {InventoryItem.NameMaxLength} characters.");
    }
}

internal sealed class IntegrationFactsValidator : AbstractValidator<IntegrationFacts>
{
    public IntegrationFactsValidator()
    {
        RuleFor(f => f.Purpose).MaximumLength(IntegrationFacts.TextMaxLength).WithMessage($"The purpose has at most {IntegrationFacts.TextMaxLength} characters.");
        RuleFor(f => f.NoPrivatePathReason).MaximumLength(IntegrationFacts.TextMaxLength)
            .WithMessage($"The reason has at most {IntegrationFacts.TextMaxLength} characters.");
        RuleFor(f => f.Deputy).Must(m => m is null || Mail.IsOne(m)).WithMessage(Mail.Wanted("deputy"));
        RuleFor(f => f.TlsCertificate).MaximumLength(InventoryItem.NameMaxLength);
        RuleFor(f => f.SigningCertificate).MaximumLength(InventoryItem.NameMaxLength);
        RuleFor(f => f.GatewayRunBy).MaximumLength(InventoryItem.NameMaxLength);
        RuleFor(f => f.Contract).MaximumLength(InventoryItem.NameMaxLength);
        RuleFor(f => f.SlotsFreedBy).MaximumLength(InventoryItem.NameMaxLength);
        RuleFor(f => f.ExternalSystems).InclusiveBetween(0, 10_000).WithMessage("External systems that call in are 0 to 10,000.");
        RuleFor(f => f.Direction).IsInEnum();
        RuleFor(f => f.DataClass).IsInEnum();
        RuleFor(f => f.Regime).IsInEnum();
        RuleFor(f => f.SecretPlace).IsInEnum();
        RuleFor(f => f.Controls).IsInEnum();
    }
}

/// <summary>E-mail addresses by which people are named who may not have signed in yet.</summary>
internal static class Mail
{
    /// <summary>Comparable: a mailbox is one, whatever its case.</summary>
    public static string Key(string mail) => mail.Trim().ToLowerInvariant();

    public static bool IsOne(string mail) => mail.Trim() is { Length: > 2 and <= Integration.MailMaxLength } plain
        && MailAddress.TryCreate(plain, out var address) && address.Address == plain;

    public static string Wanted(string who) => $"Name the {who} by an e-mail address, as in ines.quell@example.com.";
}
