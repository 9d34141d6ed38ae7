using MiniExchange.Actors.Messages;
using MiniExchange.Domain;

namespace MiniExchange.Application;

/// <summary>The business said no; nothing changed.</summary>
/// <param name="Reason">Why.</param>
public sealed record NotDone(RejectReason Reason) : Reply;
