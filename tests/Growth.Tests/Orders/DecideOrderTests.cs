using FsCheck;
using FsCheck.Fluent;
using Growth.Orders;
using Growth.Storage;
using Growth.Storefronts;
using NodaTime;
using Xunit;
using static Growth.Tests.Storefronts.Told;

namespace Growth.Tests.Orders;

public sealed class DecideOrderTests
{
    private const string N = "1001";

    [Fact]
    public void Run_NothingButARefund_IsExpectedAndUnmarked()
    {
        var state = Decide(Refund(N, "r", 1, 500));

        Assert.Equal((OrderStatus.Expected, 500, ""), (state.Terms.Status, state.Terms.Refunded, state.Terms.Marks));
    }

    [Fact]
    public void Run_SignedPaid_IsPaidFromThen()
    {
        var state = Decide(Order(OrderStage.Created, N, 0), Paid(N, 5));

        Assert.Equal((OrderStatus.Paid, OrderProof.Signed, Price, At(5)), (state.Terms.Status, state.Terms.Proof, state.Terms.Paid, state.Terms.PaidAt));
    }

    [Fact]
    public void Run_UnprovenPaid_WaitsForTheNoticeOrTheFetchedOrder()
    {
        var replayable = Paid(N, 5, proof: PaymentProof.None);

        Assert.Equal((OrderStatus.Unproven, null, null), Of(Decide(replayable)));
        Assert.Equal((OrderStatus.Paid, At(7), Price), Of(Decide(replayable, Payment(N, "t", 7))));
        Assert.Equal((OrderStatus.Paid, At(8), Price), Of(Decide(replayable, Paid(N, 8, proof: PaymentProof.Fetched) with { Key = "fetched" })));

        static (OrderStatus, Instant?, long?) Of(OrderState state) => (state.Terms.Status, state.Terms.PaidAt, state.Terms.Paid);
    }

    [Fact]
    public void Run_UnprovenCompletion_StartsNoHold()
    {
        var replayable = Order(OrderStage.Completed, N, 6, proof: PaymentProof.None);

        Assert.Equal((OrderStatus.Paid, null), Of(Decide(Paid(N, 5), replayable)));
        Assert.Equal((OrderStatus.Completed, At(9)), Of(Decide(Paid(N, 5), replayable, Order(OrderStage.Completed, N, 9))));

        static (OrderStatus, Instant?) Of(OrderState state) => (state.Terms.Status, state.Terms.CompletedAt);
    }

    [Theory]
    [InlineData(9800, "CNY")]
    [InlineData(9900, "USD")]
    public void Run_PaymentOfAnotherAmountOrCurrency_DoesNotPayAndIsMarked(long amount, string currency)
    {
        var state = Decide(Order(OrderStage.Created, N, 0), Payment(N, "t", 1, amount, currency));

        Assert.Equal((OrderStatus.Created, null, OrderMarks.AmountMismatch), (state.Terms.Status, state.Terms.PaidAt, state.Terms.Marks));
        Assert.Equal(PaymentState.Mismatch, Assert.Single(state.Payments).State);
    }

    [Fact]
    public void Run_WrongPaymentWentBack_IsNoLongerMarked()
    {
        var state = Decide(Order(OrderStage.Created, N, 0), Payment(N, "t", 1, 9800), Refund(N, "r", 2, 9800));

        Assert.Equal((OrderStatus.Created, ""), (state.Terms.Status, state.Terms.Marks));
    }

    [Fact]
    public void Run_PaymentBeforeTheOrder_WaitsForWhatItCosts()
    {
        Assert.Equal(PaymentState.Waiting, Assert.Single(Decide(Payment(N, "t", 1)).Payments).State);
        Assert.Equal(OrderStatus.Paid, Decide(Payment(N, "t", 1), Order(OrderStage.Created, N, 2)).Terms.Status);
    }

    [Fact]
    public void Run_Instalments_PayWhenTheLastIsThere()
    {
        var first = Decide(Order(OrderStage.Created, N, 0), Payment(N, "a", 1, 4000));
        var both = Decide(Order(OrderStage.Created, N, 0), Payment(N, "a", 1, 4000), Payment(N, "b", 9, 5900));

        Assert.Equal((null, OrderMarks.AmountMismatch), (first.Terms.PaidAt, first.Terms.Marks));
        Assert.Equal((At(9), ""), (both.Terms.PaidAt, both.Terms.Marks));
    }

    [Fact]
    public void Run_PaidTwice_OneIsExtraUntilItWentBack()
    {
        ShopEvent[] twice = [Order(OrderStage.Created, N, 0), Payment(N, "a", 1), Payment(N, "b", 2)];

        var state = Decide(twice);
        Assert.Equal([PaymentState.Matched, PaymentState.Extra], state.Payments.Select(payment => payment.State));
        Assert.Equal(OrderMarks.PaidTwice, state.Terms.Marks);

        // What went back is the second payment: the order stays paid.
        var settled = Decide([.. twice, Refund(N, "r", 3, Price)]);
        Assert.Equal((OrderStatus.Paid, ""), (settled.Terms.Status, settled.Terms.Marks));
        Assert.Equal(OrderStatus.Refunded, Decide([.. twice, Refund(N, "r", 3, Price), Refund(N, "q", 4, Price)]).Terms.Status);
    }

    [Fact]
    public void Run_TheSameMoneyByShopAndPlatform_CountsOnce()
    {
        var shop = Fact(Refund(N, "shop-1", 3, 3000));
        var platform = Fact(Refund(N, "503", 3, 3000), "pay");

        var state = DecideOrder.Run([Fact(Paid(N, 1)), shop, platform], "CNY");

        Assert.Equal((OrderStatus.Paid, 3000), (state.Terms.Status, state.Terms.Refunded));
        Assert.Equal(2, state.Refunds.Count);
    }

    [Fact]
    public void Run_RefundedInFull_IsRefunded() =>
        Assert.Equal(OrderStatus.Refunded, Decide(Paid(N, 1), Refund(N, "a", 2, 9000), Refund(N, "b", 3, 900), Order(OrderStage.Completed, N, 4)).Terms.Status);

    [Fact]
    public void Run_Cashback_TakesNothingBack()
    {
        var state = Decide(Paid(N, 1), Refund(N, "a", 2, Price, OrderRefund.Cashback));

        Assert.Equal((OrderStatus.Paid, 0), (state.Terms.Status, state.Terms.Refunded));
        Assert.Single(state.Refunds);
    }

    [Theory]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(9900, 1)]
    public void Run_MoreWentBackThanCameIn_IsMarked(long one, long other)
    {
        var state = Decide(Paid(N, 1), Refund(N, "a", 2, one), Refund(N, "b", 3, other));

        Assert.Equal(OrderMarks.OverRefunded, state.Terms.Marks);
        Assert.True(state.Terms.Refunded >= Price);
    }

    [Fact]
    public void Run_RefundOfAnotherCurrency_IsMarkedAndNoPartOfTheSum()
    {
        var state = Decide(Paid(N, 1), Refund(N, "a", 2, 500, currency: "USD"));

        Assert.Equal((0, OrderMarks.RefundCurrency), (state.Terms.Refunded, state.Terms.Marks));
    }

    [Fact]
    public void Run_AnotherCurrencyThanTheWorkspaces_IsPaidAndMarked()
    {
        var state = Decide(Paid(N, 1, currency: "USD"), Payment(N, "t", 2, currency: "USD"));

        Assert.Equal((OrderStatus.Paid, OrderMarks.ForeignCurrency), (state.Terms.Status, state.Terms.Marks));
    }

    [Fact]
    public void Run_PaidAfterClosed_IsPaid() => Assert.Equal(OrderStatus.Paid, Decide(Order(OrderStage.Closed, N, 1), Paid(N, 9)).Terms.Status);

    [Fact]
    public void Run_CompletedBeforePaid_HealsWhenPaidArrives()
    {
        var completed = Order(OrderStage.Completed, N, 9);

        Assert.Equal(OrderStatus.Created, Decide(completed).Terms.Status);
        Assert.Equal((OrderStatus.Completed, At(9)), (Decide(completed, Paid(N, 1)).Terms.Status, Decide(completed, Paid(N, 1)).Terms.CompletedAt));
    }

    [Fact]
    public void Run_LinesOfPayment_StandAboveThoseOfCreationWhateverTheTimes()
    {
        var state = Decide(Order(OrderStage.Created, N, 50, lines: Lines((100, 1), (200, 2))), Paid(N, 5, total: 9000));

        Assert.Equal([9000], state.Lines.Select(line => line.NetPaid));
        Assert.Equal(9000, state.Terms.Total);
    }

    [Fact]
    public void Run_UnprovenWord_StandsBelowAProvenOne()
    {
        var state = Decide(Order(OrderStage.Created, N, 1, total: 9900), Paid(N, 5, total: 1, proof: PaymentProof.None));

        Assert.Equal(9900, state.Terms.Total);
    }

    [Fact]
    public void Run_BuyerElsePayer_IsWhoseOrderItIs()
    {
        var (buyer, payer) = (Fact(Paid(N, 1)) with { MemberId = 1 }, Fact(Payment(N, "t", 2)) with { MemberId = 2 });

        Assert.Equal(1, DecideOrder.Run([payer, buyer], "CNY").Terms.MemberId);
        Assert.Equal(2, DecideOrder.Run([payer, Fact(Paid(N, 1))], "CNY").Terms.MemberId);
    }

    /// <summary>Any facts, in any order and with any repetitions, make the same order.</summary>
    [Fact]
    public void Run_AnyFactsInAnyOrder_TheSameOrder()
    {
        var told = from minute in Gen.Choose(0, 5)
                   from which in Gen.Choose(0, 8)
                   from amount in Gen.Elements<long>(100, 9800, 9900, long.MaxValue)
                   from currency in Gen.Elements<string>("CNY", "USD")
                   from storefront in Gen.Elements("shop", "pay")
                   from member in Gen.Elements<long?>(null, 1, 2)
                   select Fact(which switch
                   {
                       0 => Order(OrderStage.Created, N, minute, total: amount, currency: currency),
                       1 => Paid(N, minute, total: amount, proof: PaymentProof.None),
                       2 => Paid(N, minute, total: amount, currency: currency),
                       3 => Paid(N, minute, proof: PaymentProof.Fetched),
                       4 => Order(OrderStage.Completed, N, minute, total: null, currency: null),
                       5 => Order(OrderStage.Closed, N, minute),
                       6 => Refund(N, $"r{minute % 2}", minute, amount, minute == 3 ? OrderRefund.Cashback : null),
                       _ => Payment(N, $"t{minute % 2}", minute, amount, currency),
                   }, storefront) with { MemberId = member };
        var cases = from facts in Gen.ListOf(told)
                    from again in Gen.Shuffle(facts.Concat(facts))
                    select (facts.ToList(), again.ToList());
        Prop.ForAll(cases.ToArbitrary(), one => Json.Write(DecideOrder.Run(DistinctMembers(one.Item1), "CNY")) == Json.Write(DecideOrder.Run(DistinctMembers(one.Item2), "CNY")))
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500));

        // One word names one person: the store merges the members of the same word.
        static IEnumerable<OrderFact> DistinctMembers(IEnumerable<OrderFact> facts) => facts.Select(fact => fact with { MemberId = fact.MemberId is null ? null : 1 + (fact.Digest & 1) })
            .GroupBy(fact => fact.Digest).SelectMany(same => same.Select(fact => fact with { MemberId = same.Max(one => one.MemberId) }));
    }

    private static OrderState Decide(params ShopEvent[] events) => DecideOrder.Run(events.Select(happened => Fact(happened)), "CNY");

    private static OrderFact Fact(ShopEvent happened, string storefront = "shop") => OrderFact.Of(storefront, happened, [])!;
}
