@echo off
rem The command line of Growth from a source tree: builds what changed, then runs. Needs the .NET 10 SDK and nothing else.
setlocal
set "ROOT=%~dp0"
set "OUT=%ROOT%artifacts\embedded"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set MSBUILDDISABLENODEREUSE=1

where dotnet >nul 2>nul
if errorlevel 1 (
  echo error: dotnet was not found. Growth needs the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
  exit /b 3
)
pushd "%SystemDrive%\"
dotnet --list-sdks | findstr /r "^[1-9][0-9]\." >nul
set OLD=%ERRORLEVEL%
popd
if not "%OLD%"=="0" (
  echo error: Growth needs the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
  exit /b 3
)

if /i "%~1"=="test" goto test
if /i "%~1"=="bench" goto bench

call :build infra\cli\Growth.Cli.csproj
if errorlevel 1 exit /b 70
dotnet "%OUT%\bin\Growth.Cli\release\growth-cli.dll" %*
exit /b %ERRORLEVEL%

:bench
call :build tests\Growth.Benchmarks\Growth.Benchmarks.csproj
if errorlevel 1 exit /b 70
for /f "tokens=1,*" %%a in ("%*") do set "REST=%%b"
dotnet "%OUT%\bin\Growth.Benchmarks\release\Growth.Benchmarks.dll" %REST%
exit /b %ERRORLEVEL%

:test
for /f "tokens=1,*" %%a in ("%*") do set "REST=%%b"
dotnet build "%ROOT%Growth.sln" -c Release -v q --nologo
if errorlevel 1 exit /b 70
set "LOG=%TEMP%\growth-test-%RANDOM%.log"
powershell -NoProfile -Command "dotnet test '%ROOT%Growth.sln' -c Release --no-build --nologo %REST% | Tee-Object -FilePath '%LOG%'; $code = $LASTEXITCODE; $p = 0; $f = 0; $s = 0; Select-String -Path '%LOG%' -Pattern '- Failed: *(\d+), Passed: *(\d+), Skipped: *(\d+),' | ForEach-Object { $f += [int]$_.Matches[0].Groups[1].Value; $p += [int]$_.Matches[0].Groups[2].Value; $s += [int]$_.Matches[0].Groups[3].Value }; if ($code -eq 0 -and ($f -gt 0 -or $p + $f + $s -eq 0)) { $code = 1 }; Write-Output ('{0} passed, {1} failed, {2} skipped' -f $p, $f, $s); exit $code"
set CODE=%ERRORLEVEL%
del "%LOG%" >nul 2>nul
exit /b %CODE%

:build
echo Building Growth ... 1>&2
if not exist "%OUT%" mkdir "%OUT%"
dotnet build "%ROOT%%~1" -c Release -v q --nologo >"%OUT%\build.log" 2>&1
if errorlevel 1 (
  type "%OUT%\build.log" 1>&2
  echo error: the build failed; its output is above and in %OUT%\build.log 1>&2
  exit /b 1
)
exit /b 0
