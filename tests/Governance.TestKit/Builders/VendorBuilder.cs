using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.TestKit.Builders;

/// <summary>Builds a vendor; authorizations that exist already are given to it by its rules.</summary>
public sealed class VendorBuilder(string name) : IGiven<Vendor>
{
    private readonly List<VendorRule> _rules = [];

    /// <summary>Claims the app of exactly this name.</summary>
    public VendorBuilder Claiming(string app)
    {
        _rules.Add(new VendorRule(VendorRuleKind.AppNameIs, app));
        return this;
    }

    /// <summary>Claims apps whose name begins so.</summary>
    public VendorBuilder ClaimingAll(string prefix)
    {
        _rules.Add(new VendorRule(VendorRuleKind.AppNameStartsWith, prefix));
        return this;
    }

    /// <inheritdoc />
    public async Task<Vendor> PutAsync(Portal portal)
    {
        if (_rules.Count == 0) ClaimingAll(name);
        var vendor = new Vendor(name, _rules);
        await portal.WriteAsync(db => db.Vendors.Add(vendor));
        await portal.WriteAsync(db =>
        {
            var matcher = new VendorMatcher([.. db.Vendors.AsNoTracking()]);
            foreach (var authorization in db.Authorizations) authorization.BelongTo(matcher.VendorOf(authorization.AppKey));
        });
        return vendor;
    }
}
