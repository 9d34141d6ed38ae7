using System.Collections.Immutable;
using MiniExchange.LoadTests.Figures;

namespace MiniExchange.LoadTests.Streams;

/// <summary>What the subscribers heard.</summary>
/// <param name="Subscribers">Connections.</param>
/// <param name="Lost">Of these, closed by the server before the end: too slow, or the server stopped.</param>
/// <param name="Messages">Events, over all connections.</param>
/// <param name="PerSecond">The same per second.</param>
/// <param name="Streams">By kind.</param>
internal sealed record StreamFigures(int Subscribers, int Lost, long Messages, double PerSecond, ImmutableArray<StreamKindFigures> Streams);

/// <summary>Events of one kind of stream.</summary>
/// <param name="Stream">Such as <c>trade</c>.</param>
/// <param name="Messages">How many came.</param>
/// <param name="Age">
/// How old they were when they came; its count is 0 for events without a time. A trade's is from when it was executed, a depth event's from when
/// it was made, after up to 100 ms of gathering. Both machines' clocks count, so it means something on one machine, or as far as they agree.
/// </param>
internal sealed record StreamKindFigures(string Stream, long Messages, LatencyFigures Age);
