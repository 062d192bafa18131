using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Application.Data;

/// <summary>A table that is written past the change tracker, with what the model knows of it.</summary>
internal sealed class BulkTable
{
    private readonly GovernanceDb _db;
    private readonly ISqlGenerationHelper _sql;
    private readonly IEntityType _entity;
    private readonly StoreObjectIdentifier _id;

    private BulkTable(GovernanceDb db, Type type)
    {
        (_db, _sql, _entity) = (db, db.GetService<ISqlGenerationHelper>(), db.Model.FindEntityType(type)!);
        _id = StoreObjectIdentifier.Create(_entity, StoreObjectType.Table)!.Value;
        Columns = [.. _entity.GetProperties().Select(ColumnOf)];
    }

    public static BulkTable Of<T>(GovernanceDb db) where T : class => new(db, typeof(T));

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>As SQL writes it.</summary>
    public string Name => _sql.DelimitIdentifier(_id.Name, _id.Schema);

    /// <summary>A command of the current transaction.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public DbCommand NewCommand()
    {
        var command = _db.Database.GetDbConnection().CreateCommand();
        command.Transaction = _db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Rows are written past the change tracker inside a transaction or not at all.");
        return command;
    }

    private Column ColumnOf(IProperty property) =>
        new(_sql.DelimitIdentifier(property.GetColumnName(_id)!), property, property.GetRelationalTypeMapping());

    /// <param name="Name">As SQL writes it.</param>
    /// <param name="Property">What it holds.</param>
    /// <param name="Mapping">How the database keeps it.</param>
    public sealed record Column(string Name, IProperty Property, RelationalTypeMapping Mapping)
    {
        public DbParameter NewParameter(DbCommand command, string name) => Mapping.CreateParameter(command, name, null, Property.IsNullable);

        /// <summary>A value as the database keeps it.</summary>
        public object Stored(object? value) => (value is not null && Mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
    }
}
