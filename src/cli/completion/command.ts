import { Argument, Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { SHELLS, type Shell, scriptFor } from './scripts.js';

const HELP = `
For bash, zsh, fish, and PowerShell 5.1 or later. The script is made of the commands and options of
this version: print it again after an update.

Examples:
  $ faceenroll completion bash > ~/.local/share/bash-completion/completions/faceenroll
  $ faceenroll completion zsh > "\${fpath[1]}/_faceenroll"
  $ faceenroll completion fish > ~/.config/fish/completions/faceenroll.fish

In PowerShell, add this line to your profile (the file that $PROFILE names):
  faceenroll completion powershell | Out-String | Invoke-Expression`;

/** The command `faceenroll completion`. */
export function completionCommand(host: CommandHost): Command {
  return new Command('completion')
    .description('Print a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', HELP)
    .action(async (shell: Shell, _: object, self: Command) => {
      host.io.stdout.write(await scriptFor(shell, self.parent as Command));
    });
}
