using System.Text;
using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Catalog;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Takes the text of a specification for a request that is being written. Nobody but its writer sees it before a request has it; what
/// no request has within a day is dropped.</summary>
public static class KeepRequestSpec
{
    /// <summary>Most texts of one person that no request has; the oldest goes first.</summary>
    public const int Most = 5;

    /// <summary>So long a text waits for its request.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromDays(1);

    /// <param name="Text">JSON or YAML, at most <see cref="RequestSpec.MaxBytes"/>.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.spec-kept")]
    public sealed record Command(string Text) : ICommand<Receipt>
    {
        /// <summary>Length only: the text is somebody else's.</summary>
        public override string ToString() => $"spec of {Text?.Length} characters";
    }

    /// <param name="Hash">SHA-256 of the text: the answer in the form.</param>
    /// <param name="Says">Title, version and operations, in words; may hold the author's text.</param>
    public sealed record Receipt(string Hash, string Says);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Text).NotEmpty().WithMessage("Choose the file with the specification.");
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            var text = request.Text.TrimStart('\uFEFF');
            var bytes = Encoding.UTF8.GetByteCount(text);
            if (bytes > RequestSpec.MaxBytes) return RequestProblems.SpecTooLarge;
            var read = SpecReader.Read(text);
            if (PublicationRules.RefusalOf(text, read) is { } refusal) return refusal;
            var now = clock.GetUtcNow();
            var late = now - Waits;
            await db.RequestSpecs.IgnoreQueryFilters().Where(s => s.RequestId == null && s.At < late).ExecuteDeleteAsync(cancellationToken);
            var spec = new RequestSpec(text, by.Id, now);
            var own = await db.RequestSpecs.Where(s => s.RequestId == null && s.ById == by.Id).OrderByDescending(s => s.At).Select(s => new { s.Id, s.Hash }).ToListAsync(cancellationToken);
            Guid[] old = [.. own.Where(s => s.Hash == spec.Hash).Concat(own.Where(s => s.Hash != spec.Hash).Skip(Most - 1)).Select(s => s.Id)];
            await db.RequestSpecs.Where(s => old.Contains(s.Id)).ExecuteDeleteAsync(cancellationToken);
            db.RequestSpecs.Add(spec);
            // As with a draft: what it says is told to nobody, the audit included.
            audit.On(new AuditSubject("request-spec", spec.Id.ToString("D"), spec.Hash)).After(new AuditFields().Add("sha256", spec.Hash).Add("bytes", bytes));
            return new Receipt(spec.Hash, FormKind.SpecWords(read.Value!));
        }
    }
}
