namespace Growth.Config.Yaml;

/// <summary>What a key is when it is not written, as a team would write it.</summary>
internal static class KeyDefaults
{
    /// <returns>Null: required, or nothing at all.</returns>
    internal static string? Of(KeyShape key, RecordShape record) =>
        !key.Required && key.Shape is ScalarShape { Scalar: var scalar } && key.Property.GetValue(record.Create()) is { } value
            ? scalar.Write(value, Currency.Of("CNY")).Trim('"')
            : null;
}
