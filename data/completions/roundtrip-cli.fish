# SPDX-License-Identifier: GPL-3.0-or-later
# Completes roundtrip-cli in fish.

complete -c roundtrip-cli -f
complete -c roundtrip-cli -s h -l help -d 'Show help'
complete -c roundtrip-cli -n __fish_use_subcommand -l version -d 'Print the version'

complete -c roundtrip-cli -n __fish_use_subcommand -a serve -d 'Run the servers on this machine'
complete -c roundtrip-cli -n __fish_use_subcommand -a watch -d 'Show the events of a URL'
complete -c roundtrip-cli -n __fish_use_subcommand -a publish -d 'Publish messages to a URL'
complete -c roundtrip-cli -n __fish_use_subcommand -a upload -d 'Send a file and watch it arrive'
complete -c roundtrip-cli -n __fish_use_subcommand -a chat -d 'Talk in a chat room'

complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l port -d 'Main port'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l chat-port -d 'Port of the chat room'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l stream-port -d 'Port of the event stream'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l speed -d 'Run so many times as fast'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l channel -d 'What happens to readers that do not keep up'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -l listen-all -d 'Let other machines in'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l token -d 'The access token'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l allow-host -d 'Answer to this name too'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l allow-origin -d 'Let pages of this origin ask'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l limit -d 'Take more or less of something' -a 'max-connections= max-connections-by-address= max-connections-by-loopback= max-idle-time= max-output-wait= max-requests-by-address= max-requests-by-loopback= max-head-bytes= max-fields= max-head-time= max-body-bytes= max-body-wait= min-body-rate= max-pipelined-bytes= max-upload-bytes= max-message-bytes= max-fragments= max-control-frames='
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -x -l fault -d 'Break something on purpose' -a 'cut= cut-after= stop= refuse status=500 status=503 delay= limit= stall swallow= duplicate= lose-answer'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from serve' -l json -d 'Print the totals as JSON'

complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -x -l pattern -d 'Communicate by this pattern' -a 'request-response short-polling long-polling server-sent-events websocket'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -x -l interval -d 'Wait between two short polls'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -x -l count -d 'End after so many events'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -x -l after -d 'Begin after this event'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -x -l header -d 'Send this field'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -l trace -d 'Tell what passes on the connections'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -l bytes -d 'The same, with the bytes taken apart'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -l json -d 'Print JSON'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from watch' -x -l fault -d 'Break something on purpose' -a 'cut= cut-after= stop= refuse status=500 status=503 delay= limit= stall swallow= duplicate= lose-answer'

complete -c roundtrip-cli -n '__fish_seen_subcommand_from publish' -x -l type -d 'Type of the events'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from publish' -l string -d 'Each message is plain text'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from publish' -x -l header -d 'Send this field'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from publish' -l keep-going -d 'Go on after a refusal'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from publish' -x -l retry -d 'Send again what got no answer'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from publish' -l idempotent -d 'Publish once what is sent again'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from publish' -l json -d 'Print JSON'

complete -c roundtrip-cli -n '__fish_seen_subcommand_from upload' -F
complete -c roundtrip-cli -n '__fish_seen_subcommand_from upload' -x -l via -d 'How the progress comes back' -a 'sse websocket'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from upload' -x -l limit -d 'Bytes a second'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from upload' -l json -d 'Print JSON'

complete -c roundtrip-cli -n '__fish_seen_subcommand_from chat' -x -l name -d 'Who you are'
complete -c roundtrip-cli -n '__fish_seen_subcommand_from chat' -l json -d 'Print JSON'
