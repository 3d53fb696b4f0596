import { spawnSync } from 'node:child_process';

/** Whether a program is there, by a call that it answers. If not, one line says what is not tried. */
export function has(program: string, words: readonly string[], tried: string): boolean {
  const found = spawnSync(program, words, { stdio: 'ignore' }).status === 0;
  if (!found) {
    process.stderr.write(
      `${[program, ...words].join(' ')}: fails here, so ${tried} is not tried\n`,
    );
  }
  return found;
}
