using Xunit;

namespace Growth.Tests.Faults;

/// <summary>Tests that keep every core busy run after all others and one at a time: they would starve those that measure time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
