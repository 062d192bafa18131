using FluentValidation;
using Governance.Application.Audit;
using Governance.Application.Data;
using Governance.Application.Inventory;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Connections;
using Governance.Domain.Inventory;
using Governance.Domain.Orgs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Imports;

/// <summary>Gives an org that cannot be connected its picture from a snapshot of its metadata. Importing again shows what drifted.
/// Nothing that came this way can revoke: the org has no connection.</summary>
public static class ImportSnapshot
{
    /// <summary>Imports of one person within an hour; the command line has no such limit.</summary>
    public const int MostPerHour = 5;

    /// <param name="Org">An org of snapshots; null for a new one.</param>
    /// <param name="New">What a new one is called and where it belongs; null with <paramref name="Org"/>.</param>
    /// <param name="FileName">What the file or folder is called.</param>
    /// <param name="Picture">As read from it.</param>
    [Requires(Permission.ImportSnapshot)]
    [Audited("snapshot.imported")]
    public sealed record Command(OrgId? Org, NewOrg? New, string FileName, MetadataPicture Picture) : ICommand<Receipt>;

    /// <param name="Label">What people call it; unlike any other org's.</param>
    /// <param name="OrgGroup">Limits who sees it.</param>
    /// <param name="Environment">Kind of org.</param>
    public sealed record NewOrg(string Label, OrgGroupId OrgGroup, OrgEnvironment Environment);

    /// <param name="Import">What <see cref="GetSnapshotImport"/> shows.</param>
    /// <param name="Org">Into which org.</param>
    public sealed record Receipt(SnapshotImportId Import, OrgId Org);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.FileName).NotNull();
            RuleFor(c => c.Picture).NotNull();
            RuleFor(c => c.New).NotNull().When(c => c.Org is null).WithMessage("Choose an org, or name a new one.");
            RuleFor(c => c.New).Null().When(c => c.Org is not null).WithMessage("Choose an org, or name a new one; not both.");
            RuleFor(c => c.New!.Label).NotEmpty().WithMessage("Give the org a name.").MaximumLength(Connection.NameMaxLength).When(c => c.New is not null);
            RuleFor(c => c.New!.Environment).IsInEnum().When(c => c.New is not null);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, DiskFloor disk, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            audit.On(new AuditSubject("org", "", Text.Bounded(request.New?.Label, Connection.NameMaxLength)));
            if (disk.IsLow) return DiskFloor.Low;
            if (await IsPastQuotaAsync(now, cancellationToken)) return ImportProblems.TooManySnapshots;
            if (request.Picture.Items.Count == 0) return ImportProblems.NothingInIt;
            var found = await OrgAsync(request, now, cancellationToken);
            if (found.Problem is { } refusal) return refusal;
            var org = found.Value!;
            audit.On(new AuditSubject("org", org.Id.Value.ToString("D"), org.Label, org.OrgGroupId));

            var counts = await ItemTakeOver.RunAsync(
                db, org.Id, org.OrgGroupId, MetadataPicture.Kinds, request.Picture.Items, isComplete: true, ItemSource.Snapshot, now,
                cancellationToken, item => request.Picture.Complete.Contains(MetadataPicture.FamilyOf(item.Kind, item.Key)));
            var import = new SnapshotImport(org.Id, org.OrgGroupId, request.FileName, current.Actor.Id, current.Actor.Name, now);
            var summary = SnapshotSummary.Of(request.Picture);
            import.Finish(request.Picture.FilesRead, counts.Appeared, counts.Changed, counts.Vanished, summary.Write());
            db.SnapshotImports.Add(import);
            audit.After(new AuditFields().Add("file", import.FileName).Add("filesRead", import.FilesRead).Add("appeared", counts.Appeared)
                .Add("changed", counts.Changed).Add("vanished", counts.Vanished).Add("troubled", summary.Noted.GetValueOrDefault(NoteKind.Troubled))
                .Add("secretsDropped", summary.Noted.GetValueOrDefault(NoteKind.Secret)));
            db.Raise(new InventoryRecorded(org.Id)
            {
                Specs = request.Picture.Specs.Count == 0 ? null : new SpecsRead(ItemSource.Snapshot, now, request.Picture.Specs),
            });
            return new Receipt(import.Id, org.Id);
        }

        private async Task<bool> IsPastQuotaAsync(DateTimeOffset now, CancellationToken ct)
        {
            var (actor, since) = (current.Actor.Id, now.AddHours(-1));
            return !current.Actor.IsCommandLine
                && await db.SnapshotImports.IgnoreQueryFilters().CountAsync(i => i.ActorId == actor && i.ImportedAt > since, ct) >= MostPerHour;
        }

        private async Task<Result<Org>> OrgAsync(Command request, DateTimeOffset now, CancellationToken ct)
        {
            if (request.Org is { } id)
            {
                if (await db.Orgs.SingleOrDefaultAsync(o => o.Id == id, ct) is not { } known) return ImportProblems.NoSuchOrg;
                return known.IsSnapshot ? known : ImportProblems.NotASnapshotOrg;
            }
            var wanted = request.New!;
            if (!await db.OrgGroups.AnyAsync(g => g.Id == wanted.OrgGroup, ct))
                return Problem.NotFound("org-group.not-found", "There is no such org group, or it is not one of yours.");
            var label = wanted.Label.Trim();
            if (await db.Orgs.AnyAsync(o => o.Label == label, ct)) return ImportProblems.LabelTaken;
            var org = Org.OfSnapshot(label, wanted.OrgGroup, wanted.Environment, now);
            db.Orgs.Add(org);
            // The items are inserted past the change tracker and name their org.
            await db.SaveChangesAsync(ct);
            return org;
        }
    }
}
