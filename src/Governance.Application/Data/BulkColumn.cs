using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Application.Data;

/// <summary>A column that is written past the change tracker, with what the model knows of it.</summary>
internal sealed record BulkColumn(string Name, IProperty Property, RelationalTypeMapping Mapping)
{
    public static BulkColumn Of(IProperty property, in StoreObjectIdentifier table) =>
        new(property.GetColumnName(table)!, property, property.GetRelationalTypeMapping());

    /// <summary>A value as the database keeps it.</summary>
    public object Stored(object? value) => (value is not null && Mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
}
