import { tables } from './tables.js';
import type { CommandWords } from './words.js';

const DRIVER = String.raw`
_faceenroll() {
  local command="" previous="" word value kind
  integer i
  for (( i = 2; i < CURRENT; i++ )); do
    word="\${words[i]}"
    value="$(_faceenroll_value "$command $previous")"
    if [[ -n "$value" ]]; then
      previous=""
    elif _faceenroll_is_command "\${command:+$command }$word"; then
      command="\${command:+$command }$word"
      previous=""
    else
      previous="$word"
    fi
  done
  # What stands after "--db=" is completed like the word after "--db".
  if compset -P 1 '--*='; then
    previous="\${IPREFIX%=}"
  fi

  value="$(_faceenroll_value "$command $previous")"
  if [[ -z "$value" ]]; then
    if [[ "$PREFIX" == -* ]]; then
      value="words $(_faceenroll_options "$command")"
    else
      value="$(_faceenroll_arguments "$command")"
    fi
  fi
  kind="\${value%% *}"
  case "$kind" in
    words) compadd -- \${=value#words } ;;
    file) _files ;;
    folder) _files -/ ;;
  esac
}

if [[ "\${funcstack[1]}" == _faceenroll ]]; then
  _faceenroll "$@"
else
  compdef _faceenroll faceenroll
fi
`.replaceAll('\\$', '$');

/** The script that zsh reads for completions. */
export function zshScript(commands: readonly CommandWords[]): string {
  return `#compdef faceenroll\n# Completion of faceenroll for zsh.\n\n${tables(commands)}${DRIVER}`;
}
