using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Storage.Codecs;
using Xunit;

namespace MiniExchange.Integration.Tests.Codecs;

public sealed class JournalFormatTests
{
    [Fact]
    public void OfThisProgram_IsTheFormatOfTheseShapes()
    {
        // Whoever changes one of these makes a new format: nodes of the version before must not meet it while they are there.
        Assert.Equal(1, JournalFormat.OfThisProgram.Newest);
        Assert.Equal("format-1", JournalFormat.OfThisProgram.Role);
        Assert.Equal(
            ["account.record/1", "account.snapshot/2", "book.record/1", "book.snapshot/2", "catalog.record/1", "catalog.snapshot/1"],
            [
                new AccountCodec().RecordManifest, new AccountCodec().SnapshotManifest,
                new BookCodec().RecordManifest, new BookCodec().SnapshotManifest,
                new CatalogCodec().RecordManifest, new CatalogCodec().SnapshotManifest,
            ]);
    }

    [Theory]
    [InlineData("format-3", 3)]
    [InlineData("api trading format-2", 2)]
    [InlineData("format-1 format-2", 2)]
    [InlineData("", 1)]
    [InlineData("api", 1)]
    [InlineData("format- format-x format--4 format-+5 FORMAT-6 xformat-7 format-99999999999", 1)]
    [InlineData("format-0", 1)]
    public void OfMember_ReadsItsRoles(string roles, int expected) =>
        Assert.Equal(new JournalFormat(expected), JournalFormat.OfMember(roles.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Role_IsReadBackAsTheSameFormat() =>
        Assert.Equal(new JournalFormat(12), JournalFormat.OfMember([new JournalFormat(12).Role]));

    [Theory]
    [InlineData(2, 1, "", 2)]        // Alone: its own newest.
    [InlineData(2, 1, "1", 1)]       // One of the version before is there.
    [InlineData(2, 1, "2 2", 2)]
    [InlineData(2, 1, "2 1 2", 1)]
    [InlineData(2, 1, "3 3", 2)]     // The others are newer: never more than it can read itself.
    [InlineData(3, 1, "2", 2)]
    [InlineData(3, 2, "1", 2)]       // It does not fall: what is stored is stored.
    public void ToWrite_IsTheNewestThatAllRead(int newest, int written, string others, int expected) =>
        Assert.Equal(expected, new JournalFormat(newest).ToWrite(written, Formats(others)));

    [Theory]
    [InlineData(1, "", false)]
    [InlineData(1, "1", false)]
    [InlineData(1, "2 1", false)]    // In the middle of an upgrade.
    [InlineData(1, "2 2", true)]     // After it: they may write 2 by now.
    [InlineData(2, "1 1", false)]
    [InlineData(2, "3", true)]
    public void IsLeftBehindBy_MembersThatAllReadMore(int newest, string others, bool expected) =>
        Assert.Equal(expected, new JournalFormat(newest).IsLeftBehindBy(Formats(others)));

    [Fact]
    public void RollingUpgrade_NeverWritesWhatAMemberCannotRead()
    {
        // Three nodes are replaced one by one; each leaves before its successor comes.
        var members = new List<JournalFormat> { new(1), new(1), new(1) };
        var written = 1;
        for (var replaced = 0; replaced < 3; replaced++)
        {
            members.RemoveAt(0);
            Write();
            Assert.False(new JournalFormat(2).IsLeftBehindBy(members));
            members.Add(new JournalFormat(2));
            Write();
        }

        Assert.Equal(2, written);
        Assert.True(new JournalFormat(1).IsLeftBehindBy(members));

        void Write()
        {
            foreach (var (member, index) in members.Select((member, index) => (member, index)))
            {
                written = member.ToWrite(written, members.Where((_, other) => other != index));
                Assert.All(members, each => Assert.True(each.Newest >= written));
            }
        }
    }

    private static IEnumerable<JournalFormat> Formats(string numbers) =>
        numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => new JournalFormat(int.Parse(number)));
}
