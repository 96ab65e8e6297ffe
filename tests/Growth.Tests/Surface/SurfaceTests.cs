using Growth.Embedded;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Xunit;

namespace Growth.Tests.Surface;

/// <summary>
/// What functions/ compiles against here must exist, the same, in the published packages: every public type and member of our surface is looked up
/// in <c>packages.txt</c>, the members of those types read from the packages' sources at their release tags.
/// </summary>
public sealed class SurfaceTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Surface", "packages.txt"));

    private static readonly HashSet<string> Published = new(Lines.Where(line => line.Length > 0 && line[0] != '#'), StringComparer.Ordinal);

    public static TheoryData<Type> SurfaceTypes { get; } =
    [
        .. typeof(FunctionAttribute).Assembly.GetExportedTypes()
            .Concat(typeof(EmbeddedHost).Assembly.GetExportedTypes().Where(type => type.Namespace!.StartsWith("Microsoft.", StringComparison.Ordinal))),
    ];

    [Theory]
    [MemberData(nameof(SurfaceTypes))]
    public void Surface_EveryPublicMember_IsInThePackages(Type type) => Assert.Empty(Unpublished(type));

    [Fact]
    public void Surface_BuilderTypes_AreAmongTheChecked()
    {
        var names = typeof(FunctionsApplication).Assembly.GetExportedTypes().Select(type => type.Name);

        Assert.Contains(nameof(FunctionsApplicationBuilder), names);
        Assert.Contains(nameof(FunctionsApplicationBuilderAspNetCoreExtensions), names);
    }

    [Fact]
    public void Surface_EveryOtherTypeOfTheEmbeddedHost_LivesInItsOwnNamespace() =>
        Assert.All(typeof(EmbeddedHost).Assembly.GetExportedTypes(), type =>
            Assert.True(type.Namespace!.StartsWith("Growth.Embedded", StringComparison.Ordinal) || SurfaceTypes.Any(row => row.Data == type), type.FullName));

    [Fact]
    public void List_NamesThePackagesAndTheirTags()
    {
        Assert.Contains(Lines, line => line.StartsWith("# Microsoft.Azure.Functions.Worker.Core 2.52.0, tag 2.52.0", StringComparison.Ordinal));
        Assert.Contains("Microsoft.Azure.Functions.Worker.TimerInfo.IsPastDue get System.Boolean", Published);
    }

    [Fact]
    public void Unpublished_InventedTypeOrMember_IsFound()
    {
        Assert.Contains(Unpublished(typeof(Invented)), line => line.EndsWith("Invented.Extra get System.String", StringComparison.Ordinal));
        Assert.Contains(Unpublished(typeof(Invented)), line => line.StartsWith("class ", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Unpublished(Type type) => DescribeMembers.Run(type).Where(line => !Published.Contains(line));

    public sealed class Invented
    {
        public string Extra => "";
    }
}
