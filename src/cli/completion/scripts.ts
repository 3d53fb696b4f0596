import type { Command } from 'commander';
import type { CommandWords } from './words.js';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<
  Record<Shell, () => Promise<(commands: readonly CommandWords[]) => string>>
> = {
  bash: async () => (await import('./bash.js')).bashScript,
  zsh: async () => (await import('./zsh.js')).zshScript,
  fish: async () => (await import('./fish.js')).fishScript,
  powershell: async () => (await import('./powershell.js')).powershellScript,
};

/** The completion script of a program for a shell. */
export async function scriptFor(shell: Shell, program: Command): Promise<string> {
  const { wordsOf } = await import('./words.js');
  const script = await SCRIPTS[shell]();
  return script(wordsOf(program));
}
