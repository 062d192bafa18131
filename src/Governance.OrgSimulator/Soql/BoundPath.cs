namespace Governance.OrgSimulator.Soql;

/// <summary>A field path looked up: the relations to follow, then the field.</summary>
public sealed class BoundPath(ObjectRelation[] relations, ObjectField field)
{
    public ObjectField Field { get; } = field;

    public IReadOnlyList<ObjectRelation> Relations => relations;

    public SoqlValue Read(QueryScope scope, object row)
    {
        object? at = row;
        foreach (var relation in relations)
        {
            at = relation.Follow(scope, at!);
            if (at is null) return SoqlValue.Null;
        }

        var value = Field.Read(scope, at!);
        return value.Kind == FieldKind.Text && Field.Kind == FieldKind.Id && !value.IsNull ? value with { Kind = FieldKind.Id } : value;
    }

    /// <exception cref="SoqlException">INVALID_FIELD, with the org's wording.</exception>
    public static BoundPath Bind(ObjectType type, string path, int at, string? alias, Func<string, ObjectType> find)
    {
        var parts = path.Split('.');
        var first = parts.Length > 1 && (parts[0].Equals(alias, StringComparison.OrdinalIgnoreCase) || parts[0].Equals(type.Name, StringComparison.OrdinalIgnoreCase)) ? 1 : 0;
        var relations = new List<ObjectRelation>();
        var here = type;
        for (var i = first; i < parts.Length - 1; i++)
        {
            if (!here.Relations.TryGetValue(parts[i], out var relation))
            {
                throw new SoqlException("INVALID_FIELD", $"Didn't understand relationship '{parts[i]}' in field path. "
                    + "If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. "
                    + "Please reference your WSDL or the describe call for the appropriate names.", at);
            }

            relations.Add(relation);
            here = find(relation.Target);
        }

        return here.Fields.TryGetValue(parts[^1], out var field)
            ? new BoundPath([.. relations], field)
            : throw new SoqlException("INVALID_FIELD", $"No such column '{parts[^1]}' on entity '{here.Name}'. "
                + "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. "
                + "Please reference your WSDL or the describe call for the appropriate names.", at);
    }
}
