using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Growth.Tests.Surface;

/// <summary>
/// Public types and members as text, one line each: what source code that uses them can tell apart.
/// Written so that a type with fewer members, or a sealed one, has a subset of the lines.
/// </summary>
internal static class DescribeMembers
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Run(Type type)
    {
        var name = Name(type);
        yield return $"{Kind(type)} {name}{Constraints(type.GetGenericArguments())}";
        if (type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType && !type.IsEnum) yield return $"{name} : {Name(parent)}";
        foreach (var contract in type.GetInterfaces().Where(contract => contract.IsPublic && !type.IsEnum)) yield return $"{name} : {Name(contract)}";
        if (type.IsSubclassOf(typeof(Attribute)) && type.GetCustomAttribute<AttributeUsageAttribute>() is { } usage)
            yield return $"{name} on {usage.ValidOn}, multiple {usage.AllowMultiple}, inherited {usage.Inherited}";
        if (type.IsSubclassOf(typeof(MulticastDelegate)))
        {
            yield return Method(name, type.GetMethod("Invoke")!);
            yield break;
        }

        foreach (var constructor in type.GetConstructors(Declared)) yield return $"{name}({Parameters(constructor)})";
        foreach (var field in type.GetFields(Declared).Where(field => !field.IsSpecialName))
            yield return field.IsLiteral ? $"{name}.{field.Name} = {Literal(field.GetRawConstantValue())}" : $"{name}.{field.Name} : {Name(field.FieldType)}";
        foreach (var property in type.GetProperties(Declared))
        {
            foreach (var line in Property(name, property)) yield return line;
        }

        foreach (var method in type.GetMethods(Declared).Where(method => !method.IsSpecialName && method.GetBaseDefinition() == method)) yield return Method(name, method);
    }

    private static IEnumerable<string> Property(string name, PropertyInfo property)
    {
        var nullability = new NullabilityInfoContext().Create(property);
        if (property.GetMethod is { IsPublic: true } get && get.GetBaseDefinition() == get)
            yield return $"{Modifiers(get)}{name}.{property.Name} get {Name(property.PropertyType, nullability, nullability.ReadState)}";
        if (property.SetMethod is { IsPublic: true } set && set.GetBaseDefinition() == set)
        {
            var kind = set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init" : "set";
            yield return $"{Modifiers(set)}{name}.{property.Name} {kind} {Name(property.PropertyType, nullability, nullability.WriteState)}";
        }
    }

    private static string Method(string type, MethodInfo method)
    {
        var nullability = new NullabilityInfoContext().Create(method.ReturnParameter);
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{Modifiers(method)}{type}.{method.Name}{generic}({Parameters(method)}) {Name(method.ReturnType, nullability, nullability.ReadState)}"
            + Constraints(method.IsGenericMethod ? method.GetGenericArguments() : []);
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select((parameter, index) =>
    {
        var nullability = new NullabilityInfoContext().Create(parameter);
        var prefix = index == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var missing = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "";
        return $"{prefix}{Name(parameter.ParameterType, nullability, nullability.WriteState)} {parameter.Name}{missing}";
    }));

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ when type.IsSubclassOf(typeof(MulticastDelegate)) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        _ => "class",
    };

    // An implicit implementation of an interface is virtual and final: not virtual to source code.
    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true } => method.DeclaringType!.IsInterface ? "" : "abstract ",
        { IsVirtual: true, IsFinal: false } when !method.DeclaringType!.IsSealed => "virtual ",
        _ => "",
    };

    private static string Constraints(IEnumerable<Type> arguments) => string.Concat(arguments.Where(argument => argument.IsGenericParameter).Select(argument =>
    {
        var parts = argument.GetGenericParameterConstraints().Select(constraint => Name(constraint)).ToList();
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)) parts.Insert(0, "class");
        return parts.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", parts)}";
    }));

    private static string Name(Type type, NullabilityInfo? nullability = null, NullabilityState state = NullabilityState.Unknown)
    {
        var mark = state == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (type.IsGenericParameter) return type.Name + mark;
        if (type.IsArray) return Name(type.GetElementType()!, nullability?.ElementType, nullability?.ElementType?.ReadState ?? NullabilityState.Unknown) + "[]" + mark;
        if (!type.IsGenericType) return (type.FullName ?? type.Name) + mark;
        var arguments = type.GetGenericArguments().Select((argument, index) =>
        {
            var inner = nullability is not null && index < nullability.GenericTypeArguments.Length ? nullability.GenericTypeArguments[index] : null;
            return Name(argument, inner, inner?.ReadState ?? NullabilityState.Unknown);
        });
        return $"{type.Namespace}.{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments)}>{mark}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
