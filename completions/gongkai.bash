# bash completion for gongkai(1)
_gongkai() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local verb=${COMP_WORDS[2]-} words=
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		words='serve request report office calendar receipt bundle retention notify demo backup restore user ledger
			selfcheck clock fee version help'
	elif [ "${COMP_WORDS[1]}" = user ] && [ "$COMP_CWORD" -eq 2 ]; then
		words='add reset disable enable list'
	elif [ "${COMP_WORDS[1]}" = ledger ] && [ "$COMP_CWORD" -eq 2 ]; then
		words='verify'
	elif [ "${COMP_WORDS[1]}" = request ] && [ "$COMP_CWORD" -eq 2 ]; then
		words='add list show step clock letter save bundle'
	elif [ "${COMP_WORDS[1]}" = office ] && [ "$COMP_CWORD" -eq 2 ]; then
		words='set show'
	elif [ "${COMP_WORDS[1]}" = calendar ] && [ "$COMP_CWORD" -eq 2 ]; then
		words='import list'
	elif [ "${COMP_WORDS[1]}" = receipt ] && [ "$COMP_CWORD" -eq 2 ]; then
		words='verify proof'
	elif [ "${COMP_WORDS[1]}" = bundle ] && [ "$COMP_CWORD" -eq 2 ]; then
		words='verify'
	elif [ "${COMP_WORDS[1]}" = bundle ] && [[ $cur == -* ]]; then
		words='--key --help'
	elif [ "${COMP_WORDS[1]}" = serve ]; then
		words='--db --listen --base-url --name --unit --config --trusted-proxy --key --threads
			--max-upload-mb --cache-mb --temporary --town-due --metrics-token --seal --portal-tokens --print-config --print-routes --help'
	elif [ "${COMP_WORDS[1]}" = notify ]; then
		words='--dry-run --config --db --key --seal --base-url --smtp-url --smtp-from --smtp-tls --smtp-ca --smtp-user --help'
	elif [ "${COMP_WORDS[1]}" != report ] && [ "${COMP_WORDS[1]}" != bundle ]; then
		return
	elif [ "${COMP_WORDS[1]}" = report ] && [ "$COMP_CWORD" -eq 2 ]; then
		words='read check diff sum write import build --help'
	elif [ "${COMP_WORDS[1]}" = report ]; then
		case $verb:$prev in
		read:--format) words='json table' ;;
		check:--format | diff:--format) words='text json' ;;
		write:--to) words='html docx pdf xlsx json csv' ;;
		import:--state) words='received accepted published' ;;
		sum:--unit | check:--jobs | import:--unit | import:--jobs) return ;;
		*)
			case $verb:$cur in
			read:-*) words='--format --help' ;;
			check:-*) words='--format --previous --jobs --help' ;;
			diff:-*) words='--format --help' ;;
			sum:-*) words='--unit --expect -o --help' ;;
			write:-*) words='--to -o --help' ;;
			import:-*) words='--db --unit --add-units --state --key --jobs --help' ;;
			esac
			;;
		esac
	fi
	if [ -n "$words" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	else
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -F _gongkai gongkai
