using Growth.Storage;

namespace Growth.Outbound;

/// <summary>Tells others of a new alert, in the transaction that opens it.</summary>
internal sealed class EmitAlert(EmitEvent emit)
{
    public Task RunAsync(Transaction transaction, Alert alert) => emit.RunAsync(
        transaction, $"{alert.Key}@{alert.RaisedAt.ToMicros()}", new AlertRaised { Key = alert.Key, Text = alert.Text, RaisedAt = alert.RaisedAt });
}
