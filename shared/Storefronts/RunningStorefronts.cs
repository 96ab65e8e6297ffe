using System.Collections.Frozen;
using Growth.Config;
using Growth.Storage;
using Growth.Time;

namespace Growth.Storefronts;

/// <summary>The storefronts of the running workspace, by name.</summary>
public sealed class RunningStorefronts(Database database, MachineClock clock) : RunningConfig<FrozenDictionary<string, Storefront>>(
    database, clock, FrozenDictionary<string, Storefront>.Empty,
    found => found.Config.Storefronts.ToFrozenDictionary(one => one.Key, one => new Storefront(one.Key, one.Value), StringComparer.Ordinal));
