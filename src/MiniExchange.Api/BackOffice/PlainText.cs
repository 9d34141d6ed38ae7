namespace MiniExchange.Api.BackOffice;

/// <summary>Names that people give: short, visible, and such that every store keeps them as they are.</summary>
internal static class PlainText
{
    /// <summary>Whether a text is one: neither blank nor too long, without control characters and halves of characters.</summary>
    public static bool Is(string text, int maxLength)
    {
        if (text.Length > maxLength || string.IsNullOrWhiteSpace(text)) return false;
        foreach (var character in text)
        {
            if (char.IsControl(character) || char.IsSurrogate(character)) return false;
        }

        return true;
    }

    /// <summary>The rule, for the caller.</summary>
    public static string Rule(int maxLength) => $"1 to {maxLength} characters, not all blank, without control characters.";
}
