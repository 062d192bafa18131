using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Incidents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Authorizations;

/// <summary>One authorization with everything known about it, and every attempt to revoke it.</summary>
public static class GetAuthorization
{
    /// <param name="Id">Which one.</param>
    [Requires(Permission.ViewInventory)]
    public sealed record Query(AuthorizationId Id) : IQuery<Detail>;

    /// <param name="Id">Ours.</param>
    /// <param name="AppName">Label of the client app.</param>
    /// <param name="AppKind">By id prefix.</param>
    /// <param name="ApplicationId">Salesforce's id of the app; null when uninstalled or unknown.</param>
    /// <param name="UserId">Owner, 15 characters.</param>
    /// <param name="Username">Owner's user name.</param>
    /// <param name="OwnerName">Owner's display name.</param>
    /// <param name="OwnerActive">Null when the org did not say.</param>
    /// <param name="ProfileName">Null when not readable.</param>
    /// <param name="OrgId">In which org.</param>
    /// <param name="OrgLabel">What people call that org.</param>
    /// <param name="VendorId">Null when no rule claims it.</param>
    /// <param name="VendorName">Null when no rule claims it.</param>
    /// <param name="CreatedAt">UTC.</param>
    /// <param name="LastUsedAt">UTC; null when never used.</param>
    /// <param name="UseCount">Null when the org did not say.</param>
    /// <param name="FirstSeenAt">Start of the read that saw it first, UTC.</param>
    /// <param name="GoneAt">UTC; null while it is there.</param>
    /// <param name="IsPortalOwn">The portal's own grant: no plan takes it.</param>
    /// <param name="AsOf">Start of the org's last complete read, UTC; null when there was none.</param>
    /// <param name="Blind">Why the org cannot be read now; null when it can.</param>
    /// <param name="Revocations">Latest incident first.</param>
    public sealed record Detail(
        AuthorizationId Id, string AppName, ClientAppKind AppKind, string? ApplicationId, string UserId, string Username,
        string OwnerName, bool? OwnerActive, string? ProfileName, OrgId OrgId, string OrgLabel, VendorId? VendorId,
        string? VendorName, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, int? UseCount, DateTimeOffset FirstSeenAt,
        DateTimeOffset? GoneAt, bool IsPortalOwn, DateTimeOffset? AsOf, ListAuthorizationSources.BlindOrg? Blind,
        IReadOnlyList<Revocation> Revocations)
    {
        /// <summary>What Heroku says of an AppLink authorization; null for a token row.</summary>
        public HeldAtHeroku? Heroku { get; init; }
    }

    /// <param name="Account">Which Heroku account.</param>
    /// <param name="AccountName">What people call it.</param>
    /// <param name="Addon">The add-on that holds it.</param>
    /// <param name="DeveloperName">Its name there.</param>
    /// <param name="StatusWord">AppLink's own word.</param>
    /// <param name="Method">OAuth or JWT; null when not said.</param>
    /// <param name="CreatedBy">Heroku e-mail address; null when not said.</param>
    /// <param name="Error">Last error; null when there is none.</param>
    /// <param name="Apps">Names of the apps that share it.</param>
    public sealed record HeldAtHeroku(
        HerokuAccountId Account, string AccountName, string Addon, string DeveloperName, string StatusWord, string? Method,
        string? CreatedBy, string? Error, IReadOnlyList<string> Apps);

    /// <param name="IncidentId">Of which incident.</param>
    /// <param name="IncidentName">As in INC-0001.</param>
    /// <param name="State">Where this target stands.</param>
    /// <param name="Level">How far it is proven.</param>
    /// <param name="TargetId">Its line of the journal.</param>
    /// <param name="At">Of the latest step, UTC: proven, accepted, asked or declared.</param>
    public sealed record Revocation(
        IncidentId IncidentId, string IncidentName, TargetState State, ProofLevel Level, TargetId TargetId, DateTimeOffset At);

    internal sealed class Handler(GovernanceDb db) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var a = await db.Authorizations.AsNoTracking().SingleOrDefaultAsync(x => x.Id == request.Id, cancellationToken);
            if (a is null) return AuthorizationProblems.NotFound;

            var org = await db.Orgs.Where(o => o.Id == a.OrgId).Select(o => o.Label).SingleOrDefaultAsync(cancellationToken);
            var vendor = await db.Vendors.Where(v => v.Id == a.VendorId).Select(v => v.Name).SingleOrDefaultAsync(cancellationToken);
            var (source, heroku) = a.Kind == AuthorizationKind.AppLink
                ? await HerokuOfAsync(a, org ?? "", cancellationToken)
                : ((await ListAuthorizationSources.ReadAsync(db, [a.OrgId], cancellationToken)).SingleOrDefault(), null);
            var targets = await (
                from t in db.Targets.AsNoTracking()
                join i in db.Incidents.AsNoTracking() on t.IncidentId equals i.Id
                where t.AuthorizationId == a.Id
                orderby i.Number descending, t.Id
                select new { t.IncidentId, i.Number, t.State, t.Level, t.Id, t.ProvedAt, t.AcceptedAt, t.AskedAt, i.DeclaredAt })
                .ToListAsync(cancellationToken);

            return new Detail(
                a.Id, a.AppName, a.AppKind, a.ApplicationId, a.UserId, a.Username, a.OwnerName, a.UserIsActive, a.ProfileName,
                a.OrgId, org ?? "", a.VendorId, vendor, a.CreatedAt, a.LastUsedAt, a.UseCount, a.FirstSeenAt, a.GoneAt,
                a.IsPortalOwn, source?.Age.AsOf, source?.Blind,
                [.. targets.Select(t => new Revocation(t.IncidentId, $"INC-{t.Number:0000}", t.State, t.Level, t.Id,
                    t.ProvedAt ?? t.AcceptedAt ?? t.AskedAt ?? t.DeclaredAt))])
            { Heroku = heroku };
        }

        private async Task<(ListAuthorizationSources.Source? Source, HeldAtHeroku? Held)> HerokuOfAsync(Authorization a, string org, CancellationToken ct)
        {
            var found = await (
                from r in db.AppLinkRecords.AsNoTracking()
                join addon in db.AppLinkAddons.AsNoTracking() on r.AddonId equals addon.Id
                join account in db.HerokuAccounts.AsNoTracking() on addon.AccountId equals account.Id
                where r.AuthorizationId == a.Id
                select new { Record = r, Addon = addon, Account = account }).FirstOrDefaultAsync(ct);
            if (found is null) return (null, null);
            var (r0, held, account0) = (found.Record, found.Addon, found.Account);
            var why = held.Trouble ?? (account0.IsUsable ? null : "The connection to Heroku does not work at the moment.");
            return (
                new ListAuthorizationSources.Source(new ListAuthorizationSources.OrgAge(a.OrgId, org, held.AsOf), why is null
                    ? null
                    : new ListAuthorizationSources.BlindOrg(a.OrgId, account0.Name, CapabilityStatus.Failed, why, held.AsOf)),
                new HeldAtHeroku(
                    account0.Id, account0.Name, held.Name, r0.Name, r0.StatusWord, r0.Method, r0.CreatedBy, r0.ErrorText ?? r0.ErrorCode,
                    [.. held.Attachments.Select(t => t.AppName).Distinct()]));
        }
    }
}
