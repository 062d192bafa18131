using System.Reflection;
using Microsoft.Data.SqlClient;

namespace Governance.TestKit.Databases;

/// <summary>Errors as the SQL Server client throws them; it has no public constructor for one.</summary>
public static class SqlServerErrors
{
    /// <summary>An error with this number.</summary>
    public static SqlException Numbered(int number)
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var constructor = typeof(SqlError).GetConstructors(Hidden).OrderByDescending(c => c.GetParameters().Length)
            .Last(c => c.GetParameters()[0].Name == "infoNumber");
        var error = constructor.Invoke([.. constructor.GetParameters().Select(p => p.Name == "infoNumber" ? number
            : p.ParameterType == typeof(string) ? ""
            : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
        var errors = typeof(SqlErrorCollection).GetConstructors(Hidden)[0].Invoke([]);
        typeof(SqlErrorCollection).GetMethod("Add", Hidden)!.Invoke(errors, [error]);
        var create = typeof(SqlException).GetMethods(Hidden).First(m => m.Name == "CreateException"
            && m.GetParameters() is [{ ParameterType.Name: "SqlErrorCollection" }, { ParameterType.Name: "String" }]);
        return (SqlException)create.Invoke(null, [errors, "16.0"])!;
    }
}
