# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Completes roundtrip-cli in bash. Stands alone: it works without bash-completion too.

# The options of a command, or of none.
_roundtrip_cli_options ()
{
  case $1 in
    serve) echo '--port --chat-port --stream-port --speed --channel --listen-all --token --allow-host --allow-origin --limit --bus --fault --json' ;;
    watch) echo '--pattern --interval --count --after --no-resume --header --fault --trace --bytes --group --from --prefetch --ack --exchange --routing-key --declare --json' ;;
    publish) echo '--type --string --header --keep-going --retry --idempotent --key --routing-key --exchange --priority --ttl --persistent --transient --declare --json' ;;
    upload) echo '--via --limit --json' ;;
    chat) echo '--name --json' ;;
    compare) echo '--preset --brief --show --patterns --clients --rate --feed --burst --replay --size --duration --warm-up --interval --wait --fault --connections-per-host --clients-per-host --order --own-process --http2 --repeat --seed --port --title --matters --assert --format --json --output' ;;
    *) echo '--version' ;;
  esac
  echo '--help -h'
}

_roundtrip_cli ()
{
  local commands='serve watch publish upload chat compare'
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' i choices=''

  # A "=" is a word of its own here.
  test "$word" = = && word=
  test "$before" = = && before=${COMP_WORDS[COMP_CWORD - 2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    case " $commands " in *" ${COMP_WORDS[i]} "*) command=${COMP_WORDS[i]}; break ;; esac
  done

  case $before$command in
    --limitserve) choices='max-connections= max-connections-by-address= max-connections-by-loopback= max-idle-time= max-output-wait= max-requests-by-address= max-requests-by-loopback= max-head-bytes= max-fields= max-head-time= max-body-bytes= max-body-wait= min-body-rate= max-pipelined-bytes= max-upload-bytes= max-message-bytes= max-fragments= max-control-frames=' ;;
    --limit*) COMPREPLY=(); return ;;
  esac
  case $before in
    --limit) ;;
    --fault) choices='cut= cut-after= stop= refuse status=500 status=503 delay= limit= stall swallow= duplicate= lose-answer lose-answer=' ;;
    --via) choices='sse websocket' ;;
    --preset) choices='abril-2017 lubbers-greco bozdag-2007 rfc-6202 rfc-6202/2 common-claims' ;;
    --patterns) choices='request-response short-polling long-polling server-sent-events websocket publish-subscribe' ;;
    --feed) choices='steady poisson bursts' ;;
    --order) choices='together apart' ;;
    --format) choices='text json csv markdown' ;;
    --pattern) choices='request-response short-polling long-polling server-sent-events websocket publish-subscribe' ;;
    --from) choices='beginning end' ;;
    --ack) choices='always never' ;;
    --declare) choices='durable=false max-priority= ttl= dead-letter= partitions= retention= retention-bytes=' ;;
    --port | --chat-port | --stream-port) choices='0' ;;
    --replay | --output) compopt -o default 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --clients | --rate | --burst | --size | --duration | --warm-up | --wait | --connections-per-host | --clients-per-host | --repeat | --seed | \
      --title | --assert) COMPREPLY=(); return ;;
    --speed | --channel | --token | --allow-host | --allow-origin | --interval | --count | --after | --header | --type | --group | \
      --bus | --prefetch | --exchange | --routing-key | --key | --priority | --ttl | --name) COMPREPLY=(); return ;;
    *)
      case $word in
        -*) choices=$(_roundtrip_cli_options "$command") ;;
        *)
          if test -z "$command"; then
            choices=$commands
          elif test "$command" = upload || test "$command" = compare; then
            compopt -o default 2>/dev/null
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
          elif test "$command" = chat; then
            choices='ws://127.0.0.1:8080/channels/chat ws://127.0.0.1:8080/'
          elif test "$command" != serve; then
            choices='http://127.0.0.1:2000/channels/ ws://127.0.0.1:2000/channels/'
          fi
          ;;
      esac
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}

complete -F _roundtrip_cli roundtrip-cli
