using Growth.Notifications;

namespace Growth.Tests.Notifications;

/// <summary>A provider that cannot say what became of an attempt.</summary>
internal sealed class FakeChannel(string kind) : IMessageChannel
{
    public string Kind => kind;

    /// <summary>Attempt keys in the order of the calls.</summary>
    public List<string> Sent { get; } = [];

    public SendResult Result { get; set; } = new SendResult.Sent("id");

    public bool Throw { get; init; }

    public TaskCompletionSource? Gate { get; init; }

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        Sent.Add(message.AttemptKey);
        Entered.TrySetResult();
        if (Gate is not null) await Gate.Task;
        return Throw ? throw new IOException("the line went dead") : Result;
    }

    public Task<SendResult> ResolveAsync(OutboundMessage message, CancellationToken cancellationToken) =>
        Task.FromResult<SendResult>(new SendResult.Unknown("cannot tell"));
}

public enum Crash
{
    BeforeSending,
    AfterSending,
}

/// <summary>The process dies around the call of the real channel.</summary>
internal sealed class DyingChannel(IMessageChannel real, Crash crash) : IMessageChannel
{
    public string Kind => real.Kind;

    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (crash == Crash.AfterSending) await real.SendAsync(message, cancellationToken);
        throw new IOException("killed");
    }

    public Task<SendResult> ResolveAsync(OutboundMessage message, CancellationToken cancellationToken) => real.ResolveAsync(message, cancellationToken);
}
