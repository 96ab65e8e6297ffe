using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Growth.Time;
using NodaTime;

namespace Growth.Config.Yaml;

/// <summary>Reads shapes from types: a property's type, its nullability, its attributes.</summary>
internal static class Shapes
{
    private static readonly ConcurrentDictionary<Type, Shape> Known = new();

    internal static Shape Of<T>() => Of(typeof(T));

    internal static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static Shape Of(Type type) => Known.GetOrAdd(type, static type =>
        type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).ToList() is { Count: > 0 } derived
            ? new VariantShape(type, [.. derived.Select(variant => RecordOf(variant.DerivedType, (string)variant.TypeDiscriminator!))])
            : RecordOf(type, kind: null));

    private static RecordShape RecordOf(Type type, string? kind)
    {
        var keys = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null && property.GetCustomAttribute<NotInYamlAttribute>() is null)
            .OrderBy(property => property.DeclaringType == type ? 0 : 1)
            .Select(KeyOf);
        return new RecordShape(type, [.. keys], type.GetCustomAttribute<DocAttribute>() is { } doc ? new Words(doc.En, doc.Zh) : null, kind);
    }

    private static KeyShape KeyOf(PropertyInfo property)
    {
        var doc = property.GetCustomAttribute<DocAttribute>()
            ?? throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} has no [Doc]: a key that nobody explains.");
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new KeyShape(
            NameOf(property),
            property,
            ShapeOf(property, type),
            property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null,
            new Words(doc.En, doc.Zh),
            property.GetCustomAttribute<MissingRuleAttribute>()?.Rule ?? "missing-key");
    }

    private static Shape ShapeOf(PropertyInfo property, Type type)
    {
        var count = property.GetCustomAttribute<CountAttribute>();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var item = type.GetGenericArguments()[0];
            return new ListShape(ShapeOf(property, item), item, count?.Min ?? 0, count?.Max ?? 100);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var value = type.GetGenericArguments()[1];
            return new MapShape(ShapeOf(property, value), value, count?.Min ?? 0, count?.Max ?? 100,
                property.GetCustomAttribute<KeysAttribute>()?.Names, property.GetCustomAttribute<KeyPatternAttribute>()?.Pattern);
        }

        if (ScalarOf(property, type) is not { } scalar) return Of(type);
        var between = property.GetCustomAttribute<BetweenAttribute>();
        return new ScalarShape(scalar, between?.Min, between?.Max);
    }

    private static Scalar? ScalarOf(PropertyInfo property, Type type)
    {
        if (type.IsEnum) return EnumScalar.Of(type);
        if (type == typeof(string)) return TextScalarOf(property);
        if (type == typeof(long) && property.GetCustomAttribute<MoneyAttribute>() is not null) return NumberScalars.Money;
        if (type == typeof(decimal)) return property.GetCustomAttribute<RateAttribute>() is null ? NumberScalars.Decimal : NumberScalars.Rate;
        return type switch
        {
            _ when type == typeof(int) => NumberScalars.Integer,
            _ when type == typeof(bool) => NumberScalars.Boolean,
            _ when type == typeof(Weeks.TierAmount) => NumberScalars.TierAmount,
            _ when type == typeof(Duration) => TimeScalars.Duration,
            _ when type == typeof(LocalTime) => TimeScalars.LocalTime,
            _ when type == typeof(LocalDate) => TimeScalars.LocalDate,
            _ when type == typeof(WeekTime) => TimeScalars.WeekTime,
            _ when type == typeof(IsoWeek) => TimeScalars.IsoWeek,
            _ when type == typeof(Uri) => TextScalars.Url,
            _ => null,
        };
    }

    private static Scalar TextScalarOf(PropertyInfo property)
    {
        if (property.GetCustomAttribute<SecretAttribute>() is not null) return TextScalars.Secret;
        if (property.GetCustomAttribute<FormAttribute>() is { } form) return TextScalars.Form(form.Scalar);
        var text = property.GetCustomAttribute<TextAttribute>()
            ?? throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} says neither [Text], [Form] nor [Secret]: an unbounded text.");
        return TextScalars.Text(text, env: property.GetCustomAttribute<EnvAttribute>() is not null);
    }
}
