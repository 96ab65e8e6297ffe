using Growth.Storage;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Http;

/// <summary>Which faults an HTTP caller can be told the nature of; everything else is an internal error.</summary>
public static class Faults
{
    private static readonly Duration SoonAgain = Duration.FromSeconds(2);
    private static readonly Duration AfterRepair = Duration.FromSeconds(60);

    /// <returns>Null: not one of the known ones.</returns>
    public static Problem? Explain(Exception fault) => fault switch
    {
        BadHttpRequestException bad => BadRequest(bad.StatusCode),
        _ => Explain(StoreFaults.Of(fault)),
    };

    private static Problem? Explain(StoreFault fault) => fault switch
    {
        StoreFault.Busy => Problems.Unavailable("The store is busy. Nothing was done; send it again.", SoonAgain),
        StoreFault.Full => Problems.Unavailable("The store's disk is full. Nothing was done; send it again later.", AfterRepair),
        StoreFault.Unavailable => Problems.Unavailable("The store cannot be read or written. An operator has to look; send it again later.", AfterRepair),
        _ => null,
    };

    private static Problem BadRequest(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => new Problem("body-too-large", status, "The body is too large", "Send less at once."),
        StatusCodes.Status408RequestTimeout => Problems.BodyTooSlow(),
        _ => new Problem("bad-request", status, "The request is malformed", "The request could not be read as HTTP. Nothing was done."),
    };
}
