using System.IO;
using System.Threading.Tasks;
using MiniExchange.Storage.Relational;

namespace MiniExchange.Integration.Tests.Relational;

internal sealed class SqliteTestDatabase : ITestDatabase
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("relational-");

    public string BreakTotals =>
        """
        CREATE TRIGGER broken_insert BEFORE INSERT ON asset_totals BEGIN SELECT RAISE(ABORT, 'cut off here'); END;
        CREATE TRIGGER broken_update BEFORE UPDATE ON asset_totals BEGIN SELECT RAISE(ABORT, 'cut off here'); END;
        """;

    public string RepairTotals => "DROP TRIGGER broken_insert; DROP TRIGGER broken_update;";

    public string Explain => "EXPLAIN QUERY PLAN";

    public RelationalStore Open() => new SqliteStore(Path.Combine(_directory.FullName, "relational.db"));

    public async ValueTask DisposeAsync()
    {
        await using (Open())
        {
            // Disposing a store lets go of the file.
        }

        _directory.Delete(recursive: true);
    }
}
