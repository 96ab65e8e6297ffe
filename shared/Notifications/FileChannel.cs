using System.Globalization;
using System.Text;
using Growth.Storage;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Text;

namespace Growth.Notifications;

/// <summary>
/// Writes each message as one readable file under <c>{Data}/outbox/{channel}/{local date}/</c> instead of sending it.
/// The file appears whole (temporary name, flush, rename) under a name that is a function of the message: whoever writes it twice,
/// at whatever time, from however many processes, leaves one file.
/// </summary>
public sealed class FileChannel(IOptions<GrowthOptions> options) : IMessageChannel
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public string Kind => "file";

    public async Task<SendResult> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        var name = OutboxName.For(message.Channel, message.Due, message.Recipient, message.Key);
        var path = Path.Combine(options.Value.DataFolder, "outbox", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (message.Html is { } html) await WriteWholeAsync(path + ".html", html, cancellationToken);
        // Last: where the .md is, everything is. ResolveAsync relies on it.
        await WriteWholeAsync(path + ".md", Text(message), cancellationToken);
        return new SendResult.Sent(name);
    }

    public Task<SendResult> ResolveAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        var name = OutboxName.For(message.Channel, message.Due, message.Recipient, message.Key);
        return Task.FromResult<SendResult>(File.Exists(Path.Combine(options.Value.DataFolder, "outbox", name + ".md"))
            ? new SendResult.Sent(name)
            : new SendResult.RetryAfter(Duration.Zero, "no file was written"));
    }

    internal static string Text(OutboundMessage message) => string.Create(CultureInfo.InvariantCulture,
        $"""
        ---
        to: {Quoted(message.Recipient.ToString())}
        address: {Quoted(message.Address)}
        subject: {Quoted(message.Subject)}
        purpose: {message.Purpose.ToString().ToLowerInvariant()}
        key: {Quoted(message.Key)}
        sentAt: {InstantPattern.ExtendedIso.Format(message.Now)}
        ---

        {message.Body.TrimEnd()}

        """).ReplaceLineEndings("\n");

    /// <summary>A JSON string is a YAML string, whatever is in it.</summary>
    private static string Quoted(string text) => Json.Write(text);

    private static async Task WriteWholeAsync(string path, string text, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(Utf8.GetBytes(text), cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
