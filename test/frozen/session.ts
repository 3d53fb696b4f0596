import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMain } from '../support/main.js';
import { PROGRESS, Scenario } from '../support/scenario.js';
import { prettyJson, stable } from './stable.js';

/**
 * What an administrator would see who types commands in a folder of photos, as stable text. The
 * commands stand in the order in which they were started.
 */
export class Session {
  /** Its folder goes with what tests prepare: sessions run beside each other. */
  readonly s: Scenario;
  private readonly told: string[] = [];

  /** `start` is the folder of an earlier session, to begin with what that left. */
  constructor(private readonly start?: string) {
    this.s = new Scenario(mkdtempSync(join(process.env.TEST_PREPARED ?? '', 'session-')));
    if (start) cpSync(start, this.s.cwd, { recursive: true, preserveTimestamps: true });
  }

  /** Runs commands one after the other; a word with spaces stands in '...'. */
  async run(commands: readonly string[]): Promise<void> {
    for (const command of commands) await this.one(command);
  }

  /** Runs commands beside each other: none of them changes anything. */
  async runAll(commands: readonly string[]): Promise<void> {
    const all = [...commands];
    const runNext = async (): Promise<void> => {
      const command = all.shift();
      if (command === undefined) return;
      await this.one(command);
      await runNext();
    };
    await Promise.all([runNext(), runNext(), runNext()]);
  }

  /** Shows a file that a command wrote. */
  show(name: string): void {
    this.told.push(`$ cat ${name}\n${readFileSync(this.s.path(name), 'utf8')}`);
  }

  get text(): string {
    const folders = this.start === undefined ? [this.s.cwd] : [this.s.cwd, this.start];
    // Printed when all is stable: how long a path or a figure was must not break lines elsewhere.
    return stable(this.told.join('\n'), folders).replace(/^\{"event":.+$/gm, pretty);
  }

  private async one(command: string): Promise<void> {
    const position = this.told.push('') - 1;
    // What is installed or set on this machine must not matter.
    const env = { FACEENROLL_MODELS: this.s.path('models'), FACEENROLL_CONFIG: '' };
    const words = (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
    const options = { cwd: this.s.cwd, env, asTyped: true };
    const { code, signal, stdout, stderr } = await runMain(words, options);
    const err = stderr.replace(PROGRESS, '').replace(/^(?=.)/gm, '! ');
    this.told[position] = `$ faceenroll ${command}\n${stdout}${err}exit ${code ?? signal}\n`;
  }
}

const pretty = (line: string): string => prettyJson(JSON.parse(line));
