using Growth.Storage;

namespace Growth.Members;

/// <summary>
/// Makes two members one, in the caller's transaction: whatever is one's becomes the other's, and the old key leads there. What a member has
/// read under the old key stays that reader's.
/// </summary>
internal static class MergeMembers
{
    /// <summary>Tables whose <c>member_id</c> moves as it is. A table in which both may have a row of the same key needs a rule of its own.</summary>
    private static readonly string[] Tables = ["member_identity", "shop_order", "order_fact", "payment", "shop_fact"];

    /// <param name="merged">Its contacts have been taken over by the caller.</param>
    public static async Task RunAsync(Transaction transaction, long merged, long survivor)
    {
        foreach (var table in Tables) await transaction.ExecuteAsync($"update {table} set member_id = @survivor where member_id = @merged", new { survivor, merged });
        await transaction.ExecuteAsync("delete from member_contact where member_id = @merged", new { merged });
        // Whoever was merged into this one before goes along, so that an old key leads to the survivor in one step.
        await transaction.ExecuteAsync("update member set merged_into = @survivor where id = @merged or merged_into = @merged", new { survivor, merged });
    }
}
