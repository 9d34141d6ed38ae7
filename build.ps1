# The README's commands, one after the other. Needs only the .NET 10 SDK.
param([ValidateSet('build', 'test', 'run', 'demo', 'book', 'streams')] [string] $Task = 'test', [string] $File)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
switch ($Task) {
    'build' { dotnet build MiniExchange.sln -m:1 }
    'test' { dotnet test MiniExchange.sln -m:1 }
    'run' { dotnet run --project src/MiniExchange.Host }
    'demo' { dotnet run --project src/MiniExchange.Host -- --demo }
    'book' { dotnet run -c Release --project tests/MiniExchange.Benchmarks -- book $File }
    'streams' { dotnet run -c Release --project tests/MiniExchange.Benchmarks -- streams }
}
exit $LASTEXITCODE
