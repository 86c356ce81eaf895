# SPDX-License-Identifier: GPL-3.0-or-later
# Completes roundtrip in fish.

complete -c roundtrip -F
complete -c roundtrip -x -l port -d 'Listen on this port'
complete -c roundtrip -x -l chat-port -d 'Port of the chat room'
complete -c roundtrip -x -l stream-port -d 'Port of the event stream'
complete -c roundtrip -x -l speed -d 'Run so many times as fast'
complete -c roundtrip -l start-all -d 'Start every lane'
complete -c roundtrip -l open-web-page -d 'Open the web page'
complete -c roundtrip -l new-instance -d 'Open beside one that is open'
complete -c roundtrip -l version -d 'Print the version'
complete -c roundtrip -s h -l help -d 'Show help'
