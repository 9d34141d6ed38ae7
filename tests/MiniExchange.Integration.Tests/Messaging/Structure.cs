using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Messaging;

/// <summary>Compares objects by what they are made of, and changes one part of them at a time.</summary>
internal static class Structure
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Where two objects differ; null if they do not.</summary>
    public static string? Difference(object? one, object? other, string path = "")
    {
        if (one is null || other is null) return ReferenceEquals(one, other) ? null : $"{path}: {one ?? "null"}, {other ?? "null"}";
        if (one.GetType() != other.GetType()) return $"{path}: {one.GetType().Name}, {other.GetType().Name}";
        if (IsLeaf(one)) return one.Equals(other) ? null : $"{path}: {one}, {other}";

        var (parts, others) = (PartsOf(one).ToArray(), PartsOf(other).ToArray());
        if (parts.Length != others.Length) return $"{path}: {parts.Length} parts, {others.Length}";

        return parts.Zip(others, (mine, theirs) => Difference(mine.Value, theirs.Value, $"{path}.{mine.Name}"))
            .FirstOrDefault(difference => difference is not null);
    }

    /// <summary>Copies of an object, each with one part changed, and the names of the parts: type and property.</summary>
    /// <param name="value">The object.</param>
    /// <param name="seen">Gets the properties that were changed, to null or empty apart from to something else.</param>
    public static IEnumerable<(string Path, object Changed)> Changes(object value, ISet<string> seen)
    {
        switch (value)
        {
            case bool flag: return [("", !flag)];
            case int number: return [("", number + 1)];
            case long number: return [("", number + 1)];
            case Int128 number: return [("", number + 1), ("", number + (Int128.One << 64))];
            case string text: return [("", text + "x")];
            case Guid id: return [("", new Guid(id.ToByteArray().Select(part => (byte)(part + 1)).ToArray()))];
            case Enum member: return [("", Enum.GetValues(member.GetType()).Cast<object>().First(other => !other.Equals(member)))];
            case ImmutableDictionary<AssetId, AssetUnits> limits: return ChangesOf(limits);
            case ITuple parts: return ChangesOf(parts, seen);
            case IList list: return ChangesOf(list, seen);
            default: return ChangesOfProperties(value, seen);
        }
    }

    /// <summary>The properties of all that an object is made of, by type and name.</summary>
    public static IEnumerable<string> PropertiesOf(object value) => IsLeaf(value)
        ? []
        : PartsOf(value).SelectMany(part => part.Value is null ? [] : PropertiesOf(part.Value))
            .Concat(value is IEnumerable or ITuple ? [] : SetProperties(value.GetType()).Select(NameOf));

    private static bool IsLeaf(object value) => value is string or Guid or Enum or Int128 || value.GetType().IsPrimitive;

    private static string NameOf(PropertyInfo property) => $"{property.ReflectedType!.Name}.{property.Name}";

    private static IEnumerable<(string Name, object? Value)> PartsOf(object value) => value switch
    {
        ImmutableDictionary<AssetId, AssetUnits> limits =>
            limits.OrderBy(entry => entry.Key.Value).SelectMany(entry => new (string, object?)[] { ("Key", entry.Key), ("Value", entry.Value) }),
        ITuple parts => Enumerable.Range(0, parts.Length).Select(index => ($"[{index}]", parts[index])),
        IEnumerable items => items.Cast<object?>().Select((item, index) => ($"[{index}]", item)),
        _ => SetProperties(value.GetType()).Select(property => (property.Name, property.GetValue(value))),
    };

    // What can be set from outside is what an object is made of; the rest is worked out from it.
    private static IEnumerable<PropertyInfo> SetProperties(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is { IsPublic: true });

    private static IEnumerable<(string Path, object Changed)> ChangesOfProperties(object value, ISet<string> seen)
    {
        foreach (var property in SetProperties(value.GetType()))
        {
            var part = property.GetValue(value);
            if (part is null) continue;

            foreach (var (path, changed) in Changes(part, seen))
            {
                seen.Add(NameOf(property));
                yield return ($".{property.Name}{path}", With(value, property, changed));
            }

            if (!MayBeNull(property)) continue;

            seen.Add(NameOf(property) + "?");
            yield return ($".{property.Name}=null", With(value, property, null));
        }
    }

    private static bool MayBeNull(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && Nullability.Create(property).ReadState == NullabilityState.Nullable);

    // A record's own way to copy itself; a boxed struct is copied as it is.
    private static object With(object value, PropertyInfo property, object? changed)
    {
        var copy = value.GetType().IsValueType
            ? RuntimeHelpers.GetObjectValue(value)
            : value.GetType().GetMethod("<Clone>$")!.Invoke(value, null)!;
        property.SetValue(copy, changed);
        return copy;
    }

    private static IEnumerable<(string Path, object Changed)> ChangesOf(ImmutableDictionary<AssetId, AssetUnits> limits)
    {
        foreach (var (asset, most) in limits)
        {
            yield return ($"[{asset}]", limits.SetItem(asset, new AssetUnits(most.Value + 1)));
            yield return ($"-[{asset}]", limits.Remove(asset));
            yield return ($"[{asset}+9]", limits.Remove(asset).Add(new AssetId(asset.Value + 9), most));
        }
    }

    private static IEnumerable<(string Path, object Changed)> ChangesOf(ITuple parts, ISet<string> seen)
    {
        for (var index = 0; index < parts.Length; index++)
        {
            var field = parts.GetType().GetField($"Item{index + 1}")!;
            foreach (var (path, changed) in Changes(parts[index]!, seen))
            {
                var copy = RuntimeHelpers.GetObjectValue(parts);
                field.SetValue(copy, changed);
                yield return ($"[{index}]{path}", copy);
            }
        }
    }

    // Immutable arrays and lists say how to replace and remove by the same names.
    private static IEnumerable<(string Path, object Changed)> ChangesOf(IList list, ISet<string> seen)
    {
        var element = list.GetType().GetGenericArguments()[0];
        for (var index = 0; index < list.Count; index++)
        {
            yield return ($"-[{index}]", list.GetType().GetMethod("RemoveAt", [typeof(int)])!.Invoke(list, [index])!);
            foreach (var (path, changed) in Changes(list[index]!, seen))
            {
                yield return ($"[{index}]{path}", list.GetType().GetMethod("SetItem", [typeof(int), element])!.Invoke(list, [index, changed])!);
            }
        }
    }
}
