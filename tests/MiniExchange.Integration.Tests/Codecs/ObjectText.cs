using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using MiniExchange.Domain.Books;

namespace MiniExchange.Integration.Tests.Codecs;

/// <summary>Writes an object as indented text: for people to read beside a stored shape, and for tests to compare by.</summary>
/// <remarks>
/// Shows what an object was made from, not what it works out. A property at its type's default, or at what the others make
/// it, is left out, so that an optional field that is added later changes no older text. Dictionaries are shown by key.
/// </remarks>
internal static class ObjectText
{
    public static string Of(object value)
    {
        var text = new StringBuilder();
        Append(text, value, depth: 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null: text.Append("null\n"); break;
            case string quoted: text.Append(CultureInfo.InvariantCulture, $"\"{quoted}\"\n"); break;
            case Enum member: text.Append(CultureInfo.InvariantCulture, $"{member} ({member:D})\n"); break;
            case Guid or bool or Int128: text.Append(CultureInfo.InvariantCulture, $"{value}\n"); break;
            case IFormattable number when value.GetType().IsPrimitive: text.Append(number.ToString(null, CultureInfo.InvariantCulture)).Append('\n'); break;
            case Book book: Append(text, book.ToImage(), depth); break;
            case ITuple parts: AppendItems(text, "parts", Enumerable.Range(0, parts.Length).Select(index => parts[index]!), depth); break;
            case IDictionary dictionary: AppendItems(text, "by key", Sorted(dictionary), depth); break;
            case IEnumerable items: AppendItems(text, "list", items.Cast<object>(), depth); break;
            default: AppendProperties(text, value, depth); break;
        }
    }

    private static void AppendItems(StringBuilder text, string what, IEnumerable<object> items, int depth)
    {
        text.Append(what).Append('\n');
        foreach (var item in items)
        {
            text.Append(' ', 2 * (depth + 1)).Append("- ");
            Append(text, item, depth + 1);
        }
    }

    private static void AppendProperties(StringBuilder text, object value, int depth)
    {
        var properties = MadeFrom(value).Select(property => (property.Name, Value: property.GetValue(value))).ToArray();

        // A unit or an id is its number.
        if (properties is [(_, { } only)] && value.GetType().IsValueType)
        {
            text.Append(value.GetType().Name).Append(' ');
            Append(text, only, depth);
            return;
        }

        text.Append(value.GetType().Name.Split('`')[0]).Append('\n');
        foreach (var (name, inner) in properties)
        {
            if (IsDefault(inner)) continue;

            text.Append(' ', 2 * (depth + 1)).Append(name).Append(": ");
            Append(text, inner, depth + 1);
        }
    }

    private static IEnumerable<PropertyInfo> MadeFrom(object value)
    {
        var type = value.GetType();
        var constructor = type.GetConstructors().MaxBy(made => made.GetParameters().Length);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .ToArray();
        if (constructor?.GetParameters() is not { Length: > 0 } parameters)
        {
            return properties.Where(property => property.CanWrite || property.PropertyType.IsGenericType);
        }

        // In an order that does not change with the way the type is written: what it is made with, then what was set beside that.
        var made = parameters.Select(parameter => properties.Single(property => property.Name == parameter.Name)).ToArray();
        var bare = constructor.Invoke([.. made.Select(property => property.GetValue(value))]);
        return made.Concat(properties.Except(made).Where(property => property.CanWrite && !Same(property, value, bare)));
    }

    private static bool Same(PropertyInfo property, object one, object other) =>
        Equals(property.GetValue(one), property.GetValue(other));

    private static IEnumerable<object> Sorted(IDictionary dictionary) => dictionary
        .Cast<object>()
        .Select(entry => ((string Key, object Value))(
            Of(entry.GetType().GetProperty("Key")!.GetValue(entry)!).Trim('"', '\n'), entry.GetType().GetProperty("Value")!.GetValue(entry)!))
        .OrderBy(entry => entry.Key.Length)
        .ThenBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => new Entry(entry.Key, entry.Value));

    private static bool IsDefault(object? value) => value switch
    {
        null => true,
        string text => text.Length == 0,
        IEnumerable items => !items.Cast<object>().Any(),
        ValueType => value.Equals(Activator.CreateInstance(value.GetType())),
        _ => false,
    };

    private sealed record Entry(string Key, object Value);
}
