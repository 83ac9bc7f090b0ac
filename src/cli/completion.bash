# shellcheck shell=bash
# Completion of convoke(1) for bash: what the program itself says in its help.

_convoke_words() { # of a help text: the options
	"$1" "${@:2}" --help 2>/dev/null | grep -oE -- '^  --[a-z-]+' | tr -d ' '
}

_convoke_commands() { # the words that come next behind those of a command
	"$1" "${@:2}" --help 2>/dev/null |
		awk -v after=$(($# - 1)) '/^Commands:/ { on = 1; next } /^$/ { on = 0 }
			on && /^  [a-z]/ { print $(after + 1) }' | sort -u
}

_convoke_users() {
	"$1" user list 2>/dev/null | awk 'NR > 1 { print $1 }'
}

_convoke() {
	local convoke=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local -a command=()
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--config) ((i++)) ;;
		-*) ;;
		*) ((${#command[@]} < 3)) && command+=("${COMP_WORDS[i]}") ;;
		esac
	done
	case $before in
	--user | --with) mapfile -t COMPREPLY < <(compgen -W "$(_convoke_users "$convoke")" -- "$word") && return ;;
	--config) mapfile -t COMPREPLY < <(compgen -f -- "$word") && return ;;
	--policy) mapfile -t COMPREPLY < <(compgen -W "attendees always marked never default" -- "$word") && return ;;
	--rooms) mapfile -t COMPREPLY < <(compgen -W "series occurrence default" -- "$word") && return ;;
	--provider) mapfile -t COMPREPLY < <(compgen -W "jitsi jaas zoom google-meet url none default" -- "$word") && return ;;
	--guests) mapfile -t COMPREPLY < <(compgen -W "knock allow refuse default" -- "$word") && return ;;
	--lobby | --lobby-page | --all-day) mapfile -t COMPREPLY < <(compgen -W "yes no default" -- "$word") && return ;;
	esac
	if ((${#command[@]} == 0)) && [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "--config --help --version" -- "$word")
	elif ((${#command[@]} == 0)); then
		mapfile -t COMPREPLY < <(compgen -W "$(_convoke_commands "$convoke")" -- "$word")
	elif [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_convoke_words "$convoke" "${command[@]}")" -- "$word")
	elif ((${#command[@]} < 3)); then
		mapfile -t COMPREPLY < <(compgen -W "$(_convoke_commands "$convoke" "${command[@]}")" -- "$word")
		((${#COMPREPLY[@]})) || mapfile -t COMPREPLY < <(compgen -f -- "$word")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
} && complete -o filenames -F _convoke convoke
