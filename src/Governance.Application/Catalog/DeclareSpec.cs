using System.Text;
using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Catalog;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Catalog;

/// <summary>Keeps what a person says the spec of a catalog entry should be, beside what the org holds. The org is not
/// touched.</summary>
public static class DeclareSpec
{
    /// <param name="Entry">Of which entry.</param>
    /// <param name="Text">JSON or YAML, at most <see cref="SpecVersion.TextMaxLength"/> bytes.</param>
    /// <param name="Reason">Why, 5 to 1,000 characters.</param>
    [Requires(Permission.EditIntegration)]
    [Audited("catalog.spec-declared")]
    public sealed record Command(CatalogEntryId Entry, string Text, string Reason) : ICommand<Receipt>
    {
        /// <summary>Length only: the text is somebody else's.</summary>
        public override string ToString() => $"spec of {Text?.Length} characters for {Entry.Value:D}";
    }

    /// <param name="Version">The new one.</param>
    /// <param name="DiffersFromHeld">The org or a snapshot holds another text.</param>
    public sealed record Receipt(SpecVersionId Version, bool DiffersFromHeld);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Text).NotEmpty().WithMessage("Choose the file with the spec.");
            RuleFor(c => c.Reason).Must(r => r?.Trim().Length is >= SpecVersion.ReasonMinLength and <= SpecVersion.ReasonMaxLength)
                .WithMessage($"Give a reason of {SpecVersion.ReasonMinLength} to {SpecVersion.ReasonMaxLength:N0} characters.");
        }
    }

    internal sealed class Handler(GovernanceDb db, SpecTakeOver specs, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.CatalogEntries.SingleOrDefaultAsync(e => e.Id == request.Entry && e.GoneAt == null, cancellationToken) is not { } entry)
                return CatalogProblems.EntryNotFound;
            audit.On(new AuditSubject("catalog-entry", entry.Id.Value.ToString("D"), entry.Name, entry.OrgGroupId)).Because(request.Reason.Trim());
            if (entry.OrgId is not { } org) return CatalogProblems.OrgUnknown;
            var bytes = Encoding.UTF8.GetByteCount(request.Text);
            if (bytes > SpecVersion.TextMaxLength) return CatalogProblems.TooLarge(bytes);
            // What a person declares must be readable: they can mend it now.
            if (SpecReader.Read(request.Text).Problem is { } unreadable) return unreadable;
            if (await specs.AddAsync(entry, SpecSource.Declared, request.Text.TrimStart('\uFEFF'), clock.GetUtcNow(), cancellationToken) is not { } version)
                return CatalogProblems.SameAsDeclared;
            version.By(current.Actor.Id, current.Actor.Name, request.Reason);
            audit.After(new AuditFields().Add("sha256", version.TextHash).Add("bytes", version.Bytes).Add("operations", version.Operations ?? 0)
                .Add("title", version.Title).Add("version", version.ApiVersion).Add("differsFromHeld", entry.DiffersFromDeclared));
            db.Raise(new SpecDeclared(org));
            return new Receipt(version.Id, entry.DiffersFromDeclared);
        }
    }
}
