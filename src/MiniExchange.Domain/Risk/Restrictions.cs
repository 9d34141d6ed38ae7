using System.Collections.Immutable;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Risk;

/// <summary>Which accounts may not trade or move money, and why. Changed only by <see cref="RiskDecider.Evolve"/>.</summary>
/// <param name="ByAccount">By the account's number.</param>
public sealed record Restrictions(ImmutableSortedDictionary<long, Restriction> ByAccount)
{
    /// <summary>Everybody may.</summary>
    public static readonly Restrictions None = new(ImmutableSortedDictionary<long, Restriction>.Empty);

    /// <summary>What restricts an account; null if nothing does.</summary>
    public Restriction? Of(AccountId account) => ByAccount.GetValueOrDefault(account.Value);
}

/// <summary>One account may not trade or move money.</summary>
/// <param name="Account">Which one.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="By">Who said so.</param>
/// <param name="SinceUnixMicros">Since when, microseconds since 1970-01-01 UTC.</param>
public sealed record Restriction(AccountId Account, string Reason, string By, long SinceUnixMicros);

/// <summary>Something that happened to the restrictions.</summary>
/// <param name="Account">Whose.</param>
/// <param name="OccurredAtUnixMicros">Microseconds since 1970-01-01 UTC.</param>
public abstract record RiskEvent(AccountId Account, long OccurredAtUnixMicros);

/// <summary>An account may not trade or move money any more, or for another reason than before.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="By">Who said so.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record AccountRestricted(AccountId Account, string Reason, string By, long OccurredAtUnixMicros)
    : RiskEvent(Account, OccurredAtUnixMicros);

/// <summary>An account may act again.</summary>
/// <param name="Account">Whose.</param>
/// <param name="By">Who said so.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record RestrictionLifted(AccountId Account, string By, long OccurredAtUnixMicros)
    : RiskEvent(Account, OccurredAtUnixMicros);
