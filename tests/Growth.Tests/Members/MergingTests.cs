using FsCheck;
using FsCheck.Fluent;
using Growth.Storefronts;
using Growth.Tests.Storefronts;
using Xunit;
using static Growth.Tests.Storefronts.Told;

namespace Growth.Tests.Members;

public abstract class MergingTests
{
    public sealed class OnSqlite : MergingTests;

    public sealed class OnPostgres : MergingTests;

    [Fact]
    public async Task Apply_SharedUnionId_MergesAndMovesEverything()
    {
        await using var store = await ShopStore.CreateAsync(started: false);
        await store.ApplyAsync(ShopStore.Shop, Paid("1", 1, new ShopPerson { UserId = "a", Phone = "+8613800138000", TimeZone = "Asia/Tokyo" }));
        await store.ApplyAsync(ShopStore.Other, Paid("2", 2, User("b")), Fact("1", 3, User("b")));
        await store.ApplyAsync(ShopStore.Pay, Payment("1", "t", 4, payer: new ShopPerson { OpenId = "o", AppId = "wx1" }));
        var keys = await KeysAsync(store);
        Assert.Equal(3, keys.Count);

        await store.ApplyAsync(ShopStore.Other, Member("link", 5, new ShopPerson { UserId = "b", UnionId = "x" }));
        await store.ApplyAsync(ShopStore.Shop, Member("link", 6, new ShopPerson { UserId = "a", UnionId = "x", OpenId = "o", AppId = "wx1" }));

        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from member where merged_into is null"));
        foreach (var table in (string[])["shop_order", "order_fact", "payment", "shop_fact", "member_identity", "member_contact"])
            Assert.Equal((1, 0), await store.ScalarAsync<(long, long)>($"select count(distinct t.member_id), count(m.merged_into) from {table} t join member m on m.id = t.member_id"));
        Assert.Equal(keys, await KeysAsync(store));
        Assert.Equal(0, await store.ScalarAsync<long>("select count(*) from member m join member s on s.id = m.merged_into where s.merged_into is not null or s.id > m.id"));
    }

    [Fact]
    public async Task Apply_UnprovenPhoneOrEmail_IdentifiesNobody()
    {
        await using var store = await ShopStore.CreateAsync(started: false);

        await store.ApplyAsync(ShopStore.Shop, Paid("1", 1, new ShopPerson { UserId = "a", Phone = "+8613800138000", Email = "x@example.com" }));
        await store.ApplyAsync(ShopStore.Shop, Paid("2", 2, new ShopPerson { UserId = "b", Phone = "+8613800138000", Email = "x@example.com" }));
        await store.ApplyAsync(ShopStore.Shop, Paid("3", 3, new ShopPerson { Phone = "+8613800138000" }));

        Assert.Equal(2, await store.ScalarAsync<long>("select count(*) from member"));
        Assert.Equal(2, await store.ScalarAsync<long>("select count(distinct member_id) from member_contact where kind = 'phone'"));
        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from shop_order where member_id is null"));
        Assert.DoesNotContain("138", await store.ScalarAsync<string>("select sealed || hash from member_contact where kind = 'phone' order by member_id limit 1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_ProvenPhone_MergesAcrossStorefronts()
    {
        await using var store = await ShopStore.CreateAsync(started: false);

        await store.ApplyAsync(ShopStore.Shop, Member("1", 1, new ShopPerson { UserId = "a", Phone = "+8613800138000", PhoneVerified = true }));
        await store.ApplyAsync(ShopStore.Other, Member("1", 2, new ShopPerson { UserId = "a", Phone = "+8613800138000", PhoneVerified = true }));

        Assert.Equal(1, await store.ScalarAsync<long>("select count(*) from member"));
        Assert.Equal(0, await store.ScalarAsync<long>("select count(*) from member_identity where value like '%138001%'"));
    }

    [Fact]
    public async Task Apply_LaterPhoneThatNobodyProved_DoesNotReplaceTheProvenOne()
    {
        await using var store = await ShopStore.CreateAsync(started: false);

        await store.ApplyAsync(ShopStore.Shop, Member("1", 1, new ShopPerson { UserId = "a", Phone = "+8613800138000", PhoneVerified = true }));
        await store.ApplyAsync(ShopStore.Shop, Member("2", 2, new ShopPerson { UserId = "a", Phone = "+8613900139000" }));

        Assert.Contains("sealed=+8613800138000", await store.DumpAsync(), StringComparison.Ordinal);
    }

    /// <summary>Whatever identities come together in whatever order: the members are the connected parts.</summary>
    [Fact]
    public void Apply_AnyIdentitiesInAnyOrder_MembersAreTheConnectedParts()
    {
        var person = from user in Gen.Elements<string?>(null, "a", "b", "c")
                     from open in Gen.Elements<string?>(null, "o1", "o2")
                     from union in Gen.Elements<string?>(null, "x", "y")
                     from phone in Gen.Elements<string?>(null, "+8613800138000", "+8613900139000")
                     from verified in Gen.Elements(true, false)
                     select new ShopPerson { UserId = user, OpenId = open, AppId = "wx1", UnionId = union, Phone = phone, PhoneVerified = verified };
        Prop.ForAll(Gen.ListOf(person).Select(people => people.Take(8).ToList()).ToArbitrary(), people => AgreesAsync(people).GetAwaiter().GetResult())
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(12));
    }

    private static async Task<bool> AgreesAsync(List<ShopPerson> people)
    {
        await using var store = await ShopStore.CreateAsync(started: false);
        var model = new List<HashSet<string>>();
        for (var i = 0; i < people.Count; i++)
        {
            await store.ApplyAsync(ShopStore.Shop, Member($"{i}", i, people[i]));
            var own = Names(people[i]);
            if (own.Count == 0) continue;
            var joined = model.Where(part => part.Overlaps(own)).ToList();
            model = [.. model.Except(joined), [.. joined.SelectMany(part => part).Concat(own)]];
        }

        var stored = await store.Database.ReadAsync(connection => Dapper.SqlMapper.QueryAsync<(string Name, long Member)>(connection, "select case when kind = 'phone' then 'phone' else kind || value end, member_id from member_identity"));
        // A phone is stored as its hash: here it is one name for all of them.
        var parts = stored.GroupBy(one => one.Member).Select(part => Told(part.Select(one => one.Name))).Order(StringComparer.Ordinal);
        Assert.Equal(model.Select(part => Told(part.Select(name => name.StartsWith("phone", StringComparison.Ordinal) ? "phone" : name))).Order(StringComparer.Ordinal), parts);
        return true;

        static string Told(IEnumerable<string> names) => string.Join(' ', names.Order(StringComparer.Ordinal));
    }

    private static HashSet<string> Names(ShopPerson person) =>
        new(new[] { "user" + person.UserId, "openid" + person.OpenId, "unionid" + person.UnionId, person.PhoneVerified ? "phone" + person.Phone : "phone" }
            .Where(name => name is not ("user" or "openid" or "unionid" or "phone")), StringComparer.Ordinal);

    private static async Task<IReadOnlyList<string>> KeysAsync(ShopStore store) =>
        [.. await store.Database.ReadAsync(connection => Dapper.SqlMapper.QueryAsync<string>(connection, "select key from member order by key"))];
}
