namespace Governance.Web.Components.Shared;

/// <summary>One condition of a filter; phrase and value read as part of a sentence: "vendor is" "Gainfold".</summary>
/// <param name="Key">Its name in the address.</param>
public sealed record FilterCondition(string Key, string Phrase, string Value);

/// <summary>A condition that can be added.</summary>
public sealed record FilterChoice(string Key, string Label);
