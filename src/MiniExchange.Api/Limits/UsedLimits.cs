namespace MiniExchange.Api.Limits;

/// <summary>What a request was found to have used of its limits; headers of an HTTP answer, a list in a WebSocket one.</summary>
internal sealed class UsedLimits
{
    /// <summary>Weight that its address used in this minute, this request included; null while it was not charged.</summary>
    public int? Weight { get; set; }

    /// <summary>New orders of its account in these ten seconds; null unless it placed some.</summary>
    public int? OrdersIn10Seconds { get; set; }

    /// <summary>New orders of its account on this day; null unless it placed some.</summary>
    public int? OrdersInDay { get; set; }
}
