using Growth.Storage;

namespace Growth.Config;

/// <summary>Reads and checks a folder against what has already run: names used for ever, weeks that are over.</summary>
public sealed class ValidateWorkspace(Database database)
{
    /// <inheritdoc cref="ReadWorkspace.Run"/>
    public async Task<WorkspaceRead> RunAsync(string folder, CancellationToken cancellationToken = default)
    {
        var read = ReadWorkspace.Run(folder);
        var stored = await database.ReadAsync(connection => StoredWorkspace.LoadAsync(connection, transaction: null), cancellationToken);
        return Rules.StoreRules.Check(read, stored);
    }
}
