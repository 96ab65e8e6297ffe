using System.Data.Common;
using Dapper;
using Growth.Storage;
using Growth.Time;
using Growth.Weeks;
using NodaTime;

namespace Growth.Config;

/// <summary>The applied config and plans as the store has them: what runs. Files are only read by applying.</summary>
public static class WorkspaceStore
{
    private const string Current = "select version, hash, config, applied_at as AppliedAt from workspace_version order by version desc limit 1";

    private const string Plan =
        """
        select version, hash, plan, status, applied_at as AppliedAt from plan_version
        where week = @week and status <> 'draft' order by version desc limit 1
        """;

    /// <returns>The running workspace; null before the first <c>growth apply</c>.</returns>
    public static Task<WorkspaceVersion?> CurrentAsync(DbConnection connection) => CurrentAsync(connection, transaction: null);

    /// <inheritdoc cref="CurrentAsync(DbConnection)"/>
    public static Task<WorkspaceVersion?> CurrentAsync(Transaction transaction) => CurrentAsync(transaction.Connection, transaction.Inner);

    internal static async Task<WorkspaceVersion?> CurrentAsync(DbConnection connection, DbTransaction? transaction) =>
        WorkspaceVersion.Of(await connection.QueryFirstOrDefaultAsync<WorkspaceVersion.Row>(Current, transaction: transaction));

    /// <returns>
    /// The newest applied version of that week's plan (drafts are not plans); null: the week has none, or its plan was withdrawn.
    /// </returns>
    public static async Task<PlanVersion?> PlanAsync(DbConnection connection, IsoWeek week) =>
        PlanVersion.Of(await connection.QueryFirstOrDefaultAsync<PlanVersion.Row>(Plan, new { week }));

    /// <inheritdoc cref="PlanAsync(DbConnection, IsoWeek)"/>
    public static async Task<PlanVersion?> PlanAsync(Transaction transaction, IsoWeek week) =>
        PlanVersion.Of(await transaction.FirstAsync<PlanVersion.Row>(Plan, new { week }));
}

public sealed record WorkspaceVersion(int Version, string Hash, GrowthConfig Config, Instant AppliedAt)
{
    internal static WorkspaceVersion? Of(Row? row) =>
        row is null ? null : new WorkspaceVersion(row.Version, row.Hash, Json.Read<GrowthConfig>(row.Config), row.AppliedAt);

    internal sealed record Row
    {
        public int Version { get; init; }

        public string Hash { get; init; } = "";

        public string Config { get; init; } = "";

        public Instant AppliedAt { get; init; }
    }
}

public sealed record PlanVersion(int Version, string Hash, WeekPlan Plan, Instant AppliedAt)
{
    internal static PlanVersion? Of(Row? row) =>
        row is not { Status: "applied" } ? null : new PlanVersion(row.Version, row.Hash, Json.Read<WeekPlan>(row.Plan), row.AppliedAt);

    internal sealed record Row
    {
        public int Version { get; init; }

        public string Hash { get; init; } = "";

        public string Plan { get; init; } = "";

        public string Status { get; init; } = "";

        public Instant AppliedAt { get; init; }
    }
}
