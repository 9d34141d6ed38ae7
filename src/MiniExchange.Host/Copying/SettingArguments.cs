using System;
using System.Collections.Generic;

namespace MiniExchange.Host.Copying;

/// <summary>Tells settings on the command line from options that are misspelt: any of those would be taken for a setting that nobody reads.</summary>
internal static class SettingArguments
{
    // Those without a section that an exchange is started with, so that a copy can be given the same.
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase) { "settings", "DataDirectory", "Engine", "environment", "urls" };

    /// <summary>The first argument that is neither a setting nor a setting's value; null if there is none.</summary>
    /// <returns>Without what follows an equals sign, which could be a password.</returns>
    public static string? FirstOther(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? arguments[i] : arguments[i][..equals];
            if (!IsSetting(name)) return name;
            if (equals >= 0) continue;

            // Its value is the next one.
            if (++i == arguments.Count || arguments[i].StartsWith("--", StringComparison.Ordinal)) return name;
        }

        return null;
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) && (name.IndexOf(':', StringComparison.Ordinal) > 2 || Names.Contains(name[2..]));
}
