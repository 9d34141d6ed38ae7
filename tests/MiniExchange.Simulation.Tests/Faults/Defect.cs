using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Journaling;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>Something wrong with the exchange, planted around one of its parts; this one is none.</summary>
internal class Defect
{
    public virtual IJournal In(IJournal journal) => journal;

    public virtual IPost In(IPost post) => post;

    public virtual IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => account;

    public virtual IBehavior<Book, BookEvent> In(IBehavior<Book, BookEvent> book) => book;

    public virtual ICellCodec<Account, AccountEvent> In(ICellCodec<Account, AccountEvent> codec) => codec;

    public virtual ICellCodec<Book, BookEvent> In(ICellCodec<Book, BookEvent> codec) => codec;

    /// <summary>Time passes in which nothing else happens.</summary>
    public virtual void LetTimePass()
    {
    }

    /// <summary>The process died: what the defect kept in memory is gone.</summary>
    public virtual void Crash()
    {
    }
}
