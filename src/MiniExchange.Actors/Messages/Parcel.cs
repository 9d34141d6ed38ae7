namespace MiniExchange.Actors.Messages;

/// <summary>What travels to a cell. Engines carry parcels; only the cell opens them.</summary>
/// <param name="To">The actor it is for.</param>
public abstract record Parcel(ActorAddress To);

/// <summary>A request from outside.</summary>
/// <param name="To">The actor asked.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Token">Who waits.</param>
/// <param name="DeadlineUnixMicros">After this the actor must not start it any more, in microseconds since 1970-01-01 UTC.</param>
public sealed record Asked(ActorAddress To, Request Request, ReplyToken Token, long DeadlineUnixMicros) : Parcel(To);

/// <summary>A message between actors; may arrive twice, late, or not at all, until it is acknowledged.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
/// <param name="Sequence">The sender's count of messages to this receiver, from 1, without gaps.</param>
/// <param name="Message">What it says.</param>
/// <param name="Token">Who waits for the end of this flow.</param>
public sealed record Delivery(ActorAddress From, ActorAddress To, long Sequence, ActorMessage Message, ReplyToken Token)
    : Parcel(To);

/// <summary>Tells a sender how far its messages were durably consumed.</summary>
/// <param name="From">The receiver of those messages.</param>
/// <param name="To">Their sender.</param>
/// <param name="Through">The highest sequence consumed; zero if none.</param>
/// <param name="AnswersInquiry">Whether the sender asked, and so wants to repeat what comes after.</param>
public sealed record Acknowledgement(ActorAddress From, ActorAddress To, long Through, bool AnswersInquiry) : Parcel(To);

/// <summary>A sender with unacknowledged messages asks how far they came, before it repeats any.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receiver.</param>
public sealed record MarkInquiry(ActorAddress From, ActorAddress To) : Parcel(To);

/// <summary>Loads an actor, so that it goes on with what it had open when it was last in memory. Engines handle it; no cell receives it.</summary>
/// <param name="To">The actor.</param>
public sealed record WakeUp(ActorAddress To) : Parcel(To);
