using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace MiniExchange.Storage.Codecs;

/// <summary>
/// Which shapes of records and snapshots a program reads and which it writes, as one number: it reads its own format and all
/// before it, and writes the newest that every node of its cluster reads. Raised by any change of what is stored.
/// </summary>
/// <remarks>
/// An older node would skip a field that it does not know, and go on with a wrong balance. So a later format has names of its
/// own (manifests), which older nodes refuse, and is not written before they are gone.
/// </remarks>
/// <param name="Newest">The newest format that is read; at least <see cref="First"/>.</param>
public readonly record struct JournalFormat(int Newest)
{
    /// <summary>The format before which there was none.</summary>
    public const int First = 1;

    /// <summary>What this program reads.</summary>
    public static readonly JournalFormat OfThisProgram = new(First);

    private const string RolePrefix = "format-";

    /// <summary>Tells the other nodes what is read, as a role of the cluster's member: <c>format-1</c>.</summary>
    public string Role => RolePrefix + Newest.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a member reads. One that does not say so reads the first only.</summary>
    /// <param name="roles">All of the member's roles.</param>
    public static JournalFormat OfMember(IEnumerable<string> roles)
    {
        var newest = First;
        foreach (var role in roles)
        {
            if (role.StartsWith(RolePrefix, StringComparison.Ordinal)
                && int.TryParse(role.AsSpan(RolePrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var said))
            {
                newest = Math.Max(newest, said);
            }
        }

        return new JournalFormat(newest);
    }

    /// <summary>The format to write from now on. It only rises: what is stored in it once has to be read by whoever comes later.</summary>
    /// <param name="written">What was written until now; <see cref="First"/> at the start.</param>
    /// <param name="others">
    /// All other members that may host actors now or soon: those that are joining, leaving or unreachable too, until they are removed.
    /// </param>
    public int ToWrite(int written, IEnumerable<JournalFormat> others)
    {
        var readByAll = others.Select(other => other.Newest).Append(Newest).Min();
        return Math.Max(written, readByAll);
    }

    /// <summary>Whether this program comes too late to a cluster: the others may write by now what it cannot read. It must not host actors.</summary>
    /// <param name="others">All other members; empty for the first.</param>
    public bool IsLeftBehindBy(IEnumerable<JournalFormat> others)
    {
        var readByOthers = others.Select(other => other.Newest).DefaultIfEmpty(Newest).Min();
        return readByOthers > Newest;
    }
}
