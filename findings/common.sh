# For the scripts beside this file: a temporary folder that goes away, pinned packages, and a comparison that fails.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# A Debian package in exactly this version; installed where it is missing.
debian() {
    if [ "$(dpkg-query -W -f '${Version}' "$1" 2> /dev/null)" != "$2" ]; then
        apt-get install -y -qq --no-install-recommends "$1=$2" > /dev/null
    fi
}

# Packages of npm in exactly these versions.
npm_packages() {
    npm init -y > /dev/null
    npm install --silent --no-audit --no-fund --ignore-scripts "$@"
}

# The program on standard input, with packages of NuGet in exactly these versions (NAME VERSION ...); prints what it prints.
csharp() {
    mkdir -p program
    cat > program/Program.cs
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>'
        echo '<ImplicitUsings>enable</ImplicitUsings><InvariantGlobalization>true</InvariantGlobalization><NoWarn>$(NoWarn);NU1603</NoWarn>'
        echo '</PropertyGroup><ItemGroup>'
        while [ $# -gt 0 ]; do
            echo "<PackageReference Include=\"$1\" Version=\"[$2]\" />"
            shift 2
        done
        echo '</ItemGroup></Project>'
    } > program/program.csproj
    dotnet build program -c Release -v q -nologo > build.log || { cat build.log >&2; return 1; }
    dotnet program/bin/Release/net10.0/program.dll
}

# expect WHAT EXPECTED SEEN
expect() {
    if [ "$2" = "$3" ]; then
        echo "as before: $1: $3"
    else
        echo "changed: $1: expected $2, seen $3" >&2
        exit 1
    fi
}
