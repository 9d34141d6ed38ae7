using System;

namespace MiniExchange.LoadTests;

/// <summary>Nothing can be measured; the message says why, in a line.</summary>
internal sealed class LoadFailedException(string message) : Exception(message);
