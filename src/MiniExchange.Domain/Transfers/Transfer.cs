using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Transfers;

/// <summary>One deposit on its way into an account. Changed only by <see cref="TransferDecider.Evolve"/>.</summary>
/// <param name="Stage">How far it is.</param>
/// <param name="Terms">What was asked for; null before anything was.</param>
/// <param name="Refusal">Why the account did not take it; none unless it is refused.</param>
public sealed record Transfer(TransferStage Stage, DepositTerms? Terms, RejectReason Refusal)
{
    /// <summary>Nothing asked for yet.</summary>
    public static readonly Transfer None = new(TransferStage.None, null, RejectReason.None);
}

/// <summary>How far a transfer is. Numbers are stored and never reused.</summary>
public enum TransferStage
{
    /// <summary>Nothing asked for yet.</summary>
    None = 0,

    /// <summary>The account was told to take it.</summary>
    Requested = 1,

    /// <summary>The account has it.</summary>
    Credited = 2,

    /// <summary>The account did not take it. For good: another attempt has another reference.</summary>
    Refused = 3,

    /// <summary>The account answered and the transfer could not follow it. For good: the account's own records say whether it has it.</summary>
    Faulted = 4,
}

/// <summary>What is deposited.</summary>
/// <param name="Account">Into which account.</param>
/// <param name="Asset">Of which asset.</param>
/// <param name="Amount">How much, in its units.</param>
/// <param name="Reference">The caller's name for it; the account takes each once.</param>
public sealed record DepositTerms(AccountId Account, AssetId Asset, AssetUnits Amount, string Reference);

/// <summary>Something that happened to a transfer.</summary>
/// <param name="OccurredAtUnixMicros">Microseconds since 1970-01-01 UTC.</param>
public abstract record TransferEvent(long OccurredAtUnixMicros);

/// <summary>A deposit was asked for.</summary>
/// <param name="Terms">What was asked for.</param>
/// <param name="OccurredAtUnixMicros">When.</param>
public sealed record DepositRequested(DepositTerms Terms, long OccurredAtUnixMicros) : TransferEvent(OccurredAtUnixMicros);

/// <summary>The account has it.</summary>
/// <param name="OccurredAtUnixMicros">When the transfer learned it.</param>
public sealed record DepositCredited(long OccurredAtUnixMicros) : TransferEvent(OccurredAtUnixMicros);

/// <summary>The account did not take it.</summary>
/// <param name="Reason">Why.</param>
/// <param name="OccurredAtUnixMicros">When the transfer learned it.</param>
public sealed record DepositRefused(RejectReason Reason, long OccurredAtUnixMicros) : TransferEvent(OccurredAtUnixMicros);

/// <summary>The transfer could not follow what the account answered; only the account's records say whether it has the deposit.</summary>
/// <param name="OccurredAtUnixMicros">When the transfer gave up.</param>
public sealed record DepositFaulted(long OccurredAtUnixMicros) : TransferEvent(OccurredAtUnixMicros);
