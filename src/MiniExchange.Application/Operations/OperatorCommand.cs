using System.Collections.Immutable;

namespace MiniExchange.Application.Operations;

/// <summary>One thing an operator can tell an exchange to do, as a command line offers it.</summary>
/// <param name="Name">What to type.</param>
/// <param name="Description">What it does, a sentence.</param>
/// <param name="Arguments">What it needs to know; empty if nothing.</param>
public sealed record OperatorCommand(string Name, string Description, ImmutableArray<OperatorArgument> Arguments);

/// <summary>One argument of a command.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Switch">What to type before its value, such as <c>-p</c>.</param>
/// <param name="Description">What the value is, a sentence.</param>
/// <param name="IsMandatory">Whether it must be given.</param>
public sealed record OperatorArgument(string Name, string Switch, string Description, bool IsMandatory);

/// <summary>What came of a command.</summary>
/// <param name="IsDone">Whether it was done; if not, the text says why.</param>
/// <param name="Text">Lines for the operator, without a line break at the end; never empty.</param>
public sealed record OperatorAnswer(bool IsDone, string Text);
