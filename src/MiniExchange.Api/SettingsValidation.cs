using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Linq;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MiniExchange.Api;

/// <summary>Options from a section of the configuration, checked at start by the attributes of their properties.</summary>
public static class SettingsValidation
{
    /// <summary>Adds options that stop the start if one of them makes no sense, with a line that names it as an operator would set it.</summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, string section)
        where T : class
    {
        services.AddSingleton<IValidateOptions<T>>(new Attributes<T>(section));
        return services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>What is wrong with some options and those nested in them, a sentence each. The framework's own check skips the nested.</summary>
    internal static IEnumerable<string> Problems(string section, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var setting = $"{section}:{property.Name}";
            var value = property.GetValue(options);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            {
                yield return Say(rule, setting);
            }

            if (value is null || !property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)) continue;
            foreach (var problem in Problems(setting, value)) yield return problem;
        }
    }

    private static string Say(ValidationAttribute rule, string setting) => rule is RangeAttribute { ErrorMessage: null } range
        ? FormattableString.Invariant($"{setting} must be between {range.Minimum} and {range.Maximum}.")
        : rule.FormatErrorMessage(setting);

    private sealed class Attributes<T>(string section) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var problems = Problems(section, options).ToArray();
            return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
