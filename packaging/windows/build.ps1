# SPDX-License-Identifier: GPL-3.0-or-later
<#
.SYNOPSIS
Builds Video4Edit with MSVC and vcpkg and packs an installer. Never run; see README.md.

.DESCRIPTION
Needs Visual Studio 2022 with C++, CMake and Ninja (start this in its "x64 Native Tools" PowerShell), vcpkg with
VCPKG_ROOT set, and for the installer NSIS. The libraries of vcpkg.json are built the first time, which takes hours.

.PARAMETER Torch
LibTorch: its folder (with include and lib), its archive (.zip, the release build), or the torch wheel for Windows
(.whl), 2.7 to 2.13. Of Python nothing is needed.

.PARAMETER NoInstaller
Stops at build\windows\stage, a folder that starts from anywhere.

.EXAMPLE
packaging\windows\build.ps1 -Torch C:\Downloads\torch-2.13.0+cpu-cp312-cp312-win_amd64.whl
#>
[CmdletBinding()]
param(
  [Parameter(Mandatory)] [string] $Torch,
  [switch] $NoInstaller
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot\..\..").Path
$build = "$root\build\windows"
$stage = "$build\stage"

function Invoke-Program {
  param([string] $Name, [string[]] $Arguments)
  & $Name @Arguments
  if ($LASTEXITCODE -ne 0) { throw "$Name ended with $LASTEXITCODE" }
}

function Require-Program {
  param([string] $Name, [string] $From)
  if (-not (Get-Command $Name -ErrorAction SilentlyContinue)) { throw "$Name is missing: $From" }
}

# The folder with include and lib, unpacked once from a wheel or an archive.
function Get-TorchFolder {
  param([string] $Source)
  if (Test-Path $Source -PathType Container) { $folders = @($Source, "$Source\libtorch", "$Source\torch") }
  else {
    if (-not (Test-Path $Source -PathType Leaf)) { throw "there is no $Source" }
    $unpacked = "$build\libtorch"
    $stamp = "$unpacked\.source"
    $name = (Get-Item $Source).FullName
    if (-not (Test-Path $stamp) -or (Get-Content $stamp) -ne $name) {
      Remove-Item $unpacked -Recurse -Force -ErrorAction SilentlyContinue
      Add-Type -AssemblyName System.IO.Compression.FileSystem
      [System.IO.Compression.ZipFile]::ExtractToDirectory($name, $unpacked)
      Set-Content $stamp $name
    }
    $folders = @("$unpacked\libtorch", "$unpacked\torch")
  }
  foreach ($folder in $folders) {
    if (Test-Path "$folder\lib\torch_cpu.lib") { return (Resolve-Path $folder).Path }
  }
  throw "$Source holds no LibTorch for Windows (lib\torch_cpu.lib)"
}

Require-Program cl 'start this in the "x64 Native Tools" PowerShell of Visual Studio 2022'
Require-Program cmake 'it comes with Visual Studio'
Require-Program ninja 'it comes with Visual Studio'
if (-not $env:VCPKG_ROOT -or -not (Test-Path "$env:VCPKG_ROOT\scripts\buildsystems\vcpkg.cmake")) {
  throw 'VCPKG_ROOT names no vcpkg: clone it, run its bootstrap-vcpkg.bat and set VCPKG_ROOT'
}
if (-not $NoInstaller) {
  Require-Program makensis 'install NSIS and put it on the PATH, or use -NoInstaller'
  # Found now: the PATH is emptied below, so that the programs are tried without this machine's libraries.
  $makensis = (Get-Command makensis).Source
}

New-Item -ItemType Directory -Force $build | Out-Null
$libtorch = Get-TorchFolder $Torch

Push-Location $root
try {
  Invoke-Program cmake @('--preset', 'windows', "-DV4E_TORCH_DIR=$($libtorch -replace '\\', '/')")
  Invoke-Program cmake @('--build', '--preset', 'windows')

  if (Test-Path $stage) { Remove-Item $stage -Recurse -Force }
  Invoke-Program cmake @('--install', $build, '--prefix', $stage)

  # vcpkg has put the libraries that the programs need beside them; Qt's plugins and its texts come on top.
  $vcpkg = "$build\vcpkg_installed\x64-windows"
  Copy-Item "$build\bin\*.dll" "$stage\bin" -Force
  $deploy = Get-ChildItem "$vcpkg\tools" -Recurse -Filter windeployqt.exe | Select-Object -First 1
  if (-not $deploy) { throw 'vcpkg has built no windeployqt' }
  Invoke-Program $deploy.FullName @('--release', '--no-compiler-runtime', '--no-system-d3d-compiler',
    '--dir', "$stage\bin", "$stage\bin\video4edit.exe")
  # The compiler's own runtime, as files beside the programs.
  Copy-Item "$env:VCToolsRedistDir\x64\Microsoft.VC*.CRT\*.dll" "$stage\bin" -Force

  # Their licences go along.
  foreach ($copyright in Get-ChildItem "$vcpkg\share\*\copyright") {
    $target = "$stage\share\video4edit\licences\$($copyright.Directory.Name).txt"
    New-Item -ItemType Directory -Force (Split-Path $target) | Out-Null
    Copy-Item $copyright.FullName $target
  }

  $env:PATH = "$env:SystemRoot\System32;$env:SystemRoot"
  Invoke-Program "$stage\bin\v4e.exe" @('--version')
  Invoke-Program "$stage\bin\v4e.exe" @('edit', "$stage\share\video4edit\samples\mountains.jpg", 'make it night', '-o',
    "$build\night.jpg", '--overwrite')

  if (-not $NoInstaller) {
    $version = (Select-String -Path CMakeLists.txt -Pattern 'Video4Edit VERSION ([0-9.]+)').Matches[0].Groups[1].Value
    $setup = "$build\video4edit-$version-setup.exe"
    Push-Location $PSScriptRoot
    try {
      Invoke-Program $makensis @('/V2', "/DVERSION=$version", "/DSTAGE=$stage", "/DOUTPUT=$setup", 'installer.nsi')
    }
    finally { Pop-Location }
    Write-Output $setup
  }
}
finally { Pop-Location }
