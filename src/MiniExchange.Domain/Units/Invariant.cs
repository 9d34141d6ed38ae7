using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MiniExchange.Domain.Units;

/// <summary>Checks that hold unless the exchange itself is wrong; on in release.</summary>
public static class Invariant
{
    /// <summary>Throws when a condition that must hold does not.</summary>
    /// <exception cref="InvariantBrokenException">The condition is false; the turn changes nothing.</exception>
    public static void Require(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition) Break(expression);
    }

    // Apart, so that a condition that holds costs its caller nothing but a comparison.
    [DoesNotReturn]
    private static void Break(string expression) => throw new InvariantBrokenException(expression);
}

/// <summary>The exchange contradicted itself; the message names the condition that should have held.</summary>
public sealed class InvariantBrokenException : Exception
{
    /// <summary>Names the broken condition.</summary>
    public InvariantBrokenException(string condition)
        : base($"Invariant broken: {condition}")
    {
    }

    /// <summary>An unnamed condition.</summary>
    public InvariantBrokenException()
    {
    }

    /// <summary>Names the broken condition and what led to it.</summary>
    public InvariantBrokenException(string condition, Exception cause)
        : base($"Invariant broken: {condition}", cause)
    {
    }
}
