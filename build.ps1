# The README's commands, one after the other. Needs only the .NET 10 SDK.
param([ValidateSet('restore', 'build', 'test', 'run', 'demo', 'book', 'streams', 'containers')] [string] $Task = 'test', [string] $File)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

# The cluster's packages, where the feed has them; without them its projects are off, and the build says so.
function Get-ClusterPackages {
    dotnet restore tests/MiniExchange.Cluster.Tests -p:WithAkka=true -v q *> $null
    dotnet restore src/MiniExchange.Operators -p:WithAkka=true -p:WithPetabridgeCmd=true -v q *> $null
}

if ($Task -in 'build', 'test') { Get-ClusterPackages }
switch ($Task) {
    'restore' { dotnet restore tests/MiniExchange.Cluster.Tests -p:WithAkka=true }
    'build' { dotnet build MiniExchange.sln -m:1 }
    'test' { dotnet test MiniExchange.sln -m:1 }
    'run' { dotnet run --project src/MiniExchange.Host }
    'demo' { dotnet run --project src/MiniExchange.Host -- --demo }
    'book' { dotnet run -c Release --project tests/MiniExchange.Benchmarks -- book $File }
    'containers' { docker compose -f docker/compose.yaml up --build --wait }
    'streams' { dotnet run -c Release --project tests/MiniExchange.Benchmarks -- streams }
}
exit $LASTEXITCODE
