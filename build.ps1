# The README's commands, one after the other. Needs only the .NET 10 SDK.
param([ValidateSet('restore', 'build', 'test', 'run', 'demo', 'book', 'streams', 'containers')] [string] $Task = 'test', [string] $File)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot

# The cluster's packages, where the feed has them; without them its projects are off, and the build says so. So does the feed here.
function Get-ClusterPackages {
    foreach ($project in 'tests/MiniExchange.Cluster.Tests', 'src/MiniExchange.Operators') {
        $said = dotnet restore $project -p:WithAkka=true "-p:WithPetabridgeCmd=$($project -like '*Operators')" -v q
        if ($LASTEXITCODE -ne 0) { Write-Host "${project}: packages not restored:"; $said | Select-Object -Last 3 | Write-Host }
    }
}

if ($Task -in 'build', 'test') { Get-ClusterPackages }
switch ($Task) {
    'restore'
    {
        dotnet restore tests/MiniExchange.Cluster.Tests -p:WithAkka=true
        dotnet restore src/MiniExchange.Operators -p:WithAkka=true -p:WithPetabridgeCmd=true
    }
    'build' { dotnet build MiniExchange.sln -m:1 }
    'test' { dotnet test MiniExchange.sln -m:1 }
    'run' { dotnet run --project src/MiniExchange.Host }
    'demo' { dotnet run --project src/MiniExchange.Host -- --demo }
    'book' { dotnet run -c Release --project tests/MiniExchange.Benchmarks -- book $File }
    'containers' { docker compose -f docker/compose.yaml up --build --wait }
    'streams' { dotnet run -c Release --project tests/MiniExchange.Benchmarks -- streams }
}
exit $LASTEXITCODE
