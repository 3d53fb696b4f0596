import { tables } from './tables.js';
import type { CommandWords } from './words.js';

/** Written for bash 3.2, which macOS has. Bash takes "--db=x" apart at the "=". */
const DRIVER = String.raw`
_faceenroll() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="" command="" word value kind i IFS=$' \t\n'
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [ "$word" = "=" ]; then continue; fi
    value="$(_faceenroll_value "$command $previous")"
    if [ -n "$value" ]; then
      previous=""
    elif _faceenroll_is_command "\${command:+$command }$word"; then
      command="\${command:+$command }$word"
      previous=""
    else
      previous="$word"
    fi
  done
  if [ "$current" = "=" ]; then current=""; fi

  value="$(_faceenroll_value "$command $previous")"
  if [ -z "$value" ]; then
    case "$current" in
      -*) value="words $(_faceenroll_options "$command")" ;;
      *) value="$(_faceenroll_arguments "$command")" ;;
    esac
  fi
  kind="\${value%% *}"
  COMPREPLY=()
  if [ "$kind" = words ]; then
    COMPREPLY=($(compgen -W "\${value#words }" -- "$current"))
  elif [ "$kind" = file ] || [ "$kind" = folder ]; then
    # Names with spaces stay whole, and are quoted by bash 4 and later.
    compopt -o filenames 2>/dev/null
    IFS=$'\n'
    if [ "$kind" = file ]; then
      COMPREPLY=($(compgen -f -- "$current"))
    else
      COMPREPLY=($(compgen -d -- "$current"))
    fi
  fi
}

complete -F _faceenroll faceenroll
`.replaceAll('\\$', '$');

/** The script that bash reads for completions. */
export function bashScript(commands: readonly CommandWords[]): string {
  return `# Completion of faceenroll for bash.\n\n${tables(commands)}${DRIVER}`;
}
