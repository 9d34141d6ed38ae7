namespace MiniExchange.Benchmarks.Streams;

/// <summary>How many listen to how much.</summary>
/// <param name="Subscribers">Connections, with one stream each.</param>
/// <param name="Seconds">How long is measured.</param>
/// <param name="ChangesPerSecond">Turns of the book; each changes its best prices and makes a trade.</param>
public sealed record StreamLoad(int Subscribers, int Seconds, int ChangesPerSecond);
