using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Governance.Web.Tests;

/// <summary>Answers bunit’s request for AngleSharp.Diffing with the version in compat/.</summary>
internal static class CompatResolver
{
    [ModuleInitializer]
    internal static void Install() => AssemblyLoadContext.Default.Resolving += Find;

    private static Assembly? Find(AssemblyLoadContext context, AssemblyName name)
    {
        if (name.Name != "AngleSharp.Diffing") return null;
        var file = Path.Combine(AppContext.BaseDirectory, "compat", "AngleSharp.Diffing.dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }
}
