namespace Governance.Domain.Incidents;

/// <summary>Refusals around canaries.</summary>
public static class CanaryProblems
{
    /// <summary>No such client app in the actor's org groups, or it is known from a snapshot or from grants only.</summary>
    public static readonly Problem AppNotFound = Problem.NotFound(
        "canary.app-not-found", "There is no such installed client app of a connected org, or it is outside your org groups.");

    /// <summary>There is none.</summary>
    public static readonly Problem NotFound = Problem.NotFound("canary.not-found", "This client app has no canary any more. Reload the page.");

    /// <summary>The register says nothing of who runs it.</summary>
    public static readonly Problem OwnerUnknown = Problem.Invalid(
        "canary.owner-unknown",
        "No integration claims this client app, so the register does not say that the company runs it. Nothing was stored. Confirm its integration, without a vendor, first.");

    /// <summary>A vendor runs the other end.</summary>
    /// <param name="vendor">Its name.</param>
    public static Problem OfVendor(string vendor) => Problem.Invalid(
        "canary.of-vendor",
        $"The vendor {vendor} runs this client app, and a credential that a vendor gave away proves nothing of those it kept. Nothing was stored. "
        + "A canary is for client apps that the company itself runs.");

    /// <summary>The org did not say the app's consumer key.</summary>
    public static readonly Problem KeyUnknown = Problem.Invalid(
        "canary.key-unknown",
        "The portal does not know this client app’s consumer key: it comes with the app’s OAuth policy, which was not read. Nothing was stored. Sync the org’s client apps with the right Modify Metadata, then try again.");
}
