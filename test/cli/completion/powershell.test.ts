import { describe, expect, it } from 'vitest';
import { powershellScript } from '../../../src/cli/completion/powershell.js';
import type { CommandWords } from '../../../src/cli/completion/words.js';
import { runMain } from '../../support/main.js';

const COMMAND: CommandWords = {
  name: 'badges print',
  description: "Print a user's badge, \u2018as is\u2019, for $5.",
  subcommands: [],
  options: [
    { long: '--size', description: 'the size', value: ['small', 'large'] },
    { long: '--photo', description: '', value: 'file' },
    { long: '--quiet', description: 'say nothing' },
  ],
  argument: 'folder',
};

/** The script without what is in quotes and comments, so that brackets can be counted. */
function codeOf(script: string): string {
  return script.replaceAll(/'(?:[^']|'')*'|"[^"]*"|#.*/g, '');
}

describe('the script for PowerShell', () => {
  it('has what each command and option takes, with quotation marks that end no text', () => {
    const script = powershellScript([COMMAND]);
    expect(script).toContain(
      [
        "    'badges print' = @{",
        "        about = 'Print a user''s badge, \u2018\u2018as is\u2019\u2019, for $5.'",
        "        arguments = 'folder'",
        '        options = [ordered]@{',
        "            '--size' = @('words small large', 'the size')",
        "            '--photo' = @('file', '--photo')",
        "            '--quiet' = @('', 'say nothing')",
        '        }',
        '    }',
      ].join('\n'),
    );
  });

  it('has every command, and can be read in any encoding', async () => {
    const { code, stdout } = await runMain(['completion', 'powershell'], { cwd: '/' });
    expect(code).toBe(0);
    expect(stdout).toContain("    'users rename' = @{");
    expect(stdout).toContain("'--if-face-exists' = @('words preserve overwrite add', ");
    expect(stdout).toMatch(
      /^ {4}'completion' = @\{\n.*\n {8}arguments = 'words bash zsh fish powershell'$/m,
    );
    // Windows PowerShell reads a file without a mark as of the system's code page.
    expect(/[^\n\x20-\x7e]/.exec(stdout)?.[0]).toBeUndefined();
  });

  it('closes what it opens, and has no text without an end', async () => {
    const { stdout } = await runMain(['completion', 'powershell'], { cwd: '/' });
    const open: string[] = [];
    for (const [one] of codeOf(stdout).matchAll(/[(){}[\]]/g)) {
      const pair = { ')': '(', '}': '{', ']': '[' }[one];
      if (pair === undefined) open.push(one);
      else expect(open.pop()).toBe(pair);
    }
    expect(open).toEqual([]);
    expect(codeOf(stdout)).not.toMatch(/['"]/);
  });

  it('calls what it registers for by the name of the command', async () => {
    const { stdout } = await runMain(['completion', 'powershell'], { cwd: '/' });
    expect(
      stdout.match(/Register-ArgumentCompleter -Native -CommandName faceenroll /g),
    ).toHaveLength(1);
    const tables = stdout.match(/\$global:__faceenroll\b/g);
    expect(tables).toHaveLength(2);
  });
});
