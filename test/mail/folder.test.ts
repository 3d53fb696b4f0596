import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { expect, it } from 'vitest';
import { folderTransport } from '../../src/mail/folder.js';
import { temporaryFolder } from '../support/cli.js';

const SENDER = { name: 'Badge office', address: 'badges@example.com' };
const MAIL = { to: 'a@example.com', text: 'text', html: '<p>text</p>', language: 'en' };

it('writes each mail to a file for the owner alone, in the order of the names', async () => {
  const folder = join(temporaryFolder(), 'new', 'mails');
  const transport = folderTransport(folder, { sender: SENDER });
  expect(await transport.check()).toContain('e-mails are written to ');
  for (const subject of ['first', 'second', 'third']) {
    const mailId = subject.length.toString(16).padStart(24, subject === 'first' ? 'f' : '0');
    const handed = await transport.send({ ...MAIL, mailId, subject });
    expect(handed.kind).toBe('taken');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const paths = readdirSync(folder).map((name) => join(folder, name));
  const subjects = await Promise.all(
    paths.map(async (path) => (await simpleParser(readFileSync(path))).subject),
  );
  expect(subjects).toEqual(['first', 'second', 'third']);
  expect(paths.map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
});

it('says which folder cannot be written', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const transport = folderTransport(join(file, 'mails'), { sender: SENDER });
  await expect(transport.check()).rejects.toMatchObject({
    name: 'MailServerError',
    message: expect.stringMatching(/file.mails.* cannot be written: /),
  });
});
