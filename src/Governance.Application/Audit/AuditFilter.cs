using FluentValidation;
using Governance.Domain;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>Which entries: every condition must hold.</summary>
public sealed record AuditFilter
{
    /// <summary>Beginning of the action code, as in incident or incident.batch; null for any.</summary>
    public string? Action { get; init; }

    /// <summary>Who acted: the whole id, as in person:{id}; null for anybody.</summary>
    public string? Actor { get; init; }

    /// <summary>What was acted on: its type, as in org; null for any.</summary>
    public string? SubjectType { get; init; }

    /// <summary>What was acted on: its whole id; null for any.</summary>
    public string? SubjectId { get; init; }

    /// <summary>How it ended; null for any.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>The incident it belongs to, as in INC-0001; null for any.</summary>
    public string? Incident { get; init; }

    /// <summary>At or after, UTC; null for no limit.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before, UTC; null for no limit.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Applies the conditions.</summary>
    public IQueryable<AuditEntry> Apply(IQueryable<AuditEntry> all)
    {
        if (!string.IsNullOrEmpty(Action))
        {
            var begins = Action.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_").Replace("[", @"\[") + "%";
            all = all.Where(e => EF.Functions.Like(e.Action, begins, @"\"));
        }
        if (!string.IsNullOrEmpty(Actor)) all = all.Where(e => e.ActorId == Actor);
        if (!string.IsNullOrEmpty(SubjectType)) all = all.Where(e => e.SubjectType == SubjectType);
        if (!string.IsNullOrEmpty(SubjectId)) all = all.Where(e => e.SubjectId == SubjectId);
        if (Outcome is { } outcome) all = all.Where(e => e.Outcome == outcome);
        if (!string.IsNullOrEmpty(Incident)) all = all.Where(e => e.Incident == Incident);
        if (From is { } from) all = all.Where(e => e.At >= from.ToUniversalTime());
        if (To is { } to) all = all.Where(e => e.At < to.ToUniversalTime());
        return all;
    }

    /// <summary>The conditions as canonical JSON: one spelling for the audit entry of an export.</summary>
    internal string Canonical() => CanonicalJson.Write(new Dictionary<string, object?>
    {
        ["action"] = Action,
        ["actor"] = Actor,
        ["type"] = SubjectType,
        ["subject"] = SubjectId,
        ["outcome"] = Outcome?.ToString(),
        ["incident"] = Incident,
        ["from"] = CanonicalJson.Moment(From),
        ["to"] = CanonicalJson.Moment(To),
    });

    /// <summary>SHA-256 of <see cref="Canonical"/>, hex: what an export was asked for cannot be exchanged later.</summary>
    internal string Fingerprint() => Text.Sha256(Canonical());
}

internal sealed class AuditFilterValidator : AbstractValidator<AuditFilter>
{
    public AuditFilterValidator()
    {
        Limit("action", f => f.Action);
        Limit("actor", f => f.Actor);
        Limit("type", f => f.SubjectType);
        Limit("subject", f => f.SubjectId);
        Limit("incident", f => f.Incident);
        RuleFor(f => f.To).Must((filter, to) => to is null || filter.From is null || to > filter.From)
            .WithMessage("The filter “to” must be later than “from”.");
    }

    private void Limit(string name, System.Linq.Expressions.Expression<Func<AuditFilter, string?>> value) =>
        RuleFor(value).MaximumLength(AuditEntry.NameMaxLength)
            .WithMessage($"The filter “{name}” is longer than {AuditEntry.NameMaxLength} characters.");
}
