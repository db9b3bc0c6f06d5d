; SPDX-License-Identifier: GPL-3.0-or-later
; The installer for one user, without administrator's rights. build.ps1 calls it:
;   makensis /DVERSION=0.1.0 /DSTAGE=build\windows\stage /DOUTPUT=build\windows\video4edit-0.1.0-setup.exe installer.nsi
Unicode true
!ifndef VERSION
  !error "VERSION is missing: see packaging/windows/build.ps1"
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

!define PROGRAM "Video4Edit"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PROGRAM}"

Name "${PROGRAM}"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\${PROGRAM}"
InstallDirRegKey HKCU "Software\${PROGRAM}" "Folder"
SetCompressor /SOLID lzma
ManifestDPIAware true

!define MUI_ICON "video4edit.ico"
!define MUI_UNICON "video4edit.ico"
!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "SimpChinese"

Section
  ; What an older version had, and this one has not, must not be loaded. Other programs' folders are left alone.
  ${If} ${FileExists} "$INSTDIR\bin\video4edit.exe"
    RMDir /r "$INSTDIR\bin"
    RMDir /r "$INSTDIR\share"
  ${EndIf}
  SetOutPath "$INSTDIR"
  File /r "${STAGE}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${PROGRAM}.lnk" "$INSTDIR\bin\video4edit.exe"

  WriteRegStr HKCU "Software\${PROGRAM}" "Folder" "$INSTDIR"
  ; Projects open with a double click; photos only where the user says so ("Open with").
  WriteRegStr HKCU "Software\Classes\.v4e" "" "${PROGRAM}.Project"
  WriteRegStr HKCU "Software\Classes\${PROGRAM}.Project" "" "Video4Edit project"
  WriteRegStr HKCU "Software\Classes\${PROGRAM}.Project\DefaultIcon" "" "$INSTDIR\bin\video4edit.exe,0"
  WriteRegStr HKCU "Software\Classes\${PROGRAM}.Project\shell\open\command" "" '"$INSTDIR\bin\video4edit.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\Applications\video4edit.exe\shell\open\command" "" '"$INSTDIR\bin\video4edit.exe" "%1"'

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\bin\video4edit.exe"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Video4Edit authors"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  ; Settings, models and what the queue still has to do are the user's and stay.
  ${If} ${FileExists} "$INSTDIR\bin\video4edit.exe"
    RMDir /r "$INSTDIR\bin"
    RMDir /r "$INSTDIR\share"
  ${EndIf}
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${PROGRAM}.lnk"
  DeleteRegKey HKCU "Software\Classes\${PROGRAM}.Project"
  DeleteRegKey HKCU "Software\Classes\.v4e"
  DeleteRegKey HKCU "Software\Classes\Applications\video4edit.exe"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\${PROGRAM}"
SectionEnd
