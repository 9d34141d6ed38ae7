namespace MiniExchange.Api;

/// <summary>Something that work piles up behind. While there is too much of it no new orders are taken; cancels and questions are. Register as many as there are.</summary>
public interface IPressure
{
    /// <summary>What there is too much of, as a sentence for operators; null while there is not. Asked for every order.</summary>
    string? BusyBecause();
}
