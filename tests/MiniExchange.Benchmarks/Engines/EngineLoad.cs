using MiniExchange.Benchmarks.Stores;

namespace MiniExchange.Benchmarks.Engines;

/// <summary>What the engine is given to do.</summary>
/// <param name="Store">Where its journal is.</param>
/// <param name="Pairs">Books; each account trades on one of them.</param>
/// <param name="Accounts">Accounts with money, over all pairs.</param>
/// <param name="InFlight">Orders under way at a time.</param>
/// <param name="WarmUpSeconds">How long it trades before it is measured.</param>
/// <param name="Seconds">How long is measured.</param>
/// <param name="Resting">Orders that rest on each book, off the market, before it begins.</param>
/// <param name="Settings">More settings of the exchange, as on its command line.</param>
internal sealed record EngineLoad(
    StoreKind Store, int Pairs, int Accounts, int InFlight, int WarmUpSeconds, int Seconds, int Resting, string[] Settings);
