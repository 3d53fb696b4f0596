import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';
import { exampleIn, topic } from '../support/topics.js';

const TOPIC = topic('links');

/** A folder with the files that the topic shows, and the users of its list. */
async function asShown(): Promise<Scenario> {
  const s = new Scenario();
  for (const name of ['users.csv', 'notice.json', 'faceenroll.config.json', 'mail.txt']) {
    s.write(name, exampleIn(TOPIC, name));
  }
  expect(await s.call(['import-csv', 'users.csv'])).toMatchObject({ code: 0 });
  return s;
}

describe('the topic on links', () => {
  it('leads from nothing to the first mail', async () => {
    const s = await asShown();
    const sent = await s.call(['links', 'send', '1001', '1002']);
    expect(sent).toMatchObject({ code: 0, stdout: '2 e-mails sent.\n', stderr: '' });
    const mails = readdirSync(s.path('mails'));
    const [first = ''] = mails.sort();
    expect(mails).toHaveLength(2);
    expect(readFileSync(join(s.path('mails'), first), 'utf8')).toContain(
      'http://localhost:8380/e/',
    );
  });

  it('says who would be e-mailed as the command does', async () => {
    const s = await asShown();
    const { code, stdout } = await s.call(['links', 'send', '--without-face', '--dry-run']);
    expect(code).toBe(3);
    expect(TOPIC).toContain(stdout.trimEnd().replace(/^/gm, '    '));
  });

  it('shows a mail of their own that can be sent', async () => {
    const s = await asShown();
    const { code, stdout } = await s.call(['links', 'preview', '--template', 'mail.txt']);
    expect(code).toBe(0);
    expect(stdout).toContain('Subject: Your new badge at Example Ltd\n');
  });

  it('has settings for a mail server that every command takes', async () => {
    const s = await asShown();
    chmodSync(s.write('smtp.password', 'secret\n'), 0o600);
    s.write('faceenroll.config.json', exampleIn(TOPIC, 'server'));
    const dry = await s.call(['links', 'send', '--all', '--dry-run', '--json']);
    expect(dry).toMatchObject({ code: 3, stderr: '' });
    expect(events(dry).filter(({ event }) => event === 'toBeMailed')).toHaveLength(2);
    const shown = await s.call(['config', 'show', 'serve', '--json']);
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.stdout).toContain('"mail.example.com"');
  });
});
