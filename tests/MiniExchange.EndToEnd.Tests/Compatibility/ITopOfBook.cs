using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The stream of the best levels of the book, of the packages that have a call for it.</summary>
internal interface ITopOfBook
{
    /// <summary>How many of each side.</summary>
    const int Levels = 5;

    Task<Feed<Book>> WatchTopOfBookAsync();
}
