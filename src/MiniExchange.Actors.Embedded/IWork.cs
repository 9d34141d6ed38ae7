using System;

namespace MiniExchange.Actors.Embedded;

/// <summary>A loop that somebody else turns: a thread in production, a seeded scheduler in simulation.</summary>
public interface IWork : IDisposable
{
    /// <summary>Names the thread.</summary>
    string Name { get; }

    /// <summary>Whether the loop must end; it is then disposed by whoever turned it.</summary>
    bool IsStopping { get; }

    /// <summary>Does a bounded piece of work.</summary>
    /// <returns>Whether there was any.</returns>
    bool RunOnce();

    /// <summary>Blocks until there may be work, or the loop must end.</summary>
    void WaitForWork();
}

/// <summary>Turns loops.</summary>
public interface IWorkers
{
    /// <summary>Turns a loop until it is stopping, then disposes it.</summary>
    void Start(IWork work);
}

/// <summary>One thread for each loop.</summary>
public sealed class ThreadWorkers : IWorkers
{
    /// <inheritdoc />
    public void Start(IWork work)
    {
        var thread = new System.Threading.Thread(() =>
        {
            using (work)
            {
                while (!work.IsStopping)
                {
                    if (!work.RunOnce()) work.WaitForWork();
                }
            }
        })
        {
            IsBackground = true,
            Name = work.Name,
        };
        thread.Start();
    }
}
