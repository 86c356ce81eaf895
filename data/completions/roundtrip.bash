# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Completes roundtrip in bash.

_roundtrip ()
{
  local word=${COMP_WORDS[COMP_CWORD]} choices=''

  case ${COMP_WORDS[COMP_CWORD - 1]} in
    --port | --chat-port | --stream-port) choices='0' ;;
    --speed) ;;
    *)
      case $word in
        -*) choices='--port --chat-port --stream-port --speed --start-all --open-web-page --new-instance --version --help -h' ;;
        *)
          compopt -o default 2>/dev/null
          mapfile -t COMPREPLY < <(compgen -f -- "$word")
          return
          ;;
      esac
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}

complete -F _roundtrip roundtrip
