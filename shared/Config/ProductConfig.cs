using Growth.Config.Yaml;

namespace Growth.Config;

/// <summary>What rules must know of a product.</summary>
public sealed record ProductConfig
{
    [Doc("As people call it.", "名称。"), Text(100)]
    public string? Name { get; init; }

    /// <summary>Minor units.</summary>
    [Doc("Usual price: rules compare refunds and budgets with it.", "通常售价：规则据此核对返现与预算。")]
    [Money, Between("0.01", "1000000")]
    public long? Price { get; init; }

    [Doc("Delivered without parcels (courses, memberships): WeChat has rules of its own for these.", "虚拟商品（课程、会员等）：微信另有规则。")]
    public bool Virtual { get; init; }

    [Doc("Names of the storefronts that sell it; all when absent.", "在哪些店铺出售；缺省为全部。")]
    [Count(1, 20), Text(40)]
    public IReadOnlyList<string>? Storefronts { get; init; }
}
