using Microsoft.Azure.Functions.Worker;

namespace Growth.Embedded.Calls;

/// <summary>A function that may be called: what the host knows of it and how its method is called.</summary>
internal sealed class FunctionEntry : FunctionDefinition
{
    public required FunctionInfo Info { get; init; }

    public required MethodCall Method { get; init; }

    public override string Name => Info.Name;

    public override string Id => Info.Name;

    public override string EntryPoint => Method.EntryPoint;

    public override string PathToAssembly => Method.PathToAssembly;
}

/// <summary>The functions of this host, by name.</summary>
internal sealed record FunctionTable(IReadOnlyList<FunctionEntry> Entries)
{
    public IEnumerable<FunctionEntry> Of(FunctionTrigger trigger) => Entries.Where(entry => entry.Info.Trigger == trigger);
}
