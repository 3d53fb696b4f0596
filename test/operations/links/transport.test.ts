import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type TransportValues, transportOf } from '../../../src/operations/links/transport.js';
import { temporaryFolder } from '../../support/cli.js';
import { recordingServer } from '../../support/smtp.js';

/** A host in a folder of its own, and what it was told. */
function hostIn(env: Record<string, string> = {}) {
  const notes: string[] = [];
  return { env, cwd: temporaryFolder(), note: (text: string) => notes.push(text), notes };
}

const SERVER: TransportValues = { smtpHost: 'mail.example.com', mailFrom: 'a@example.com' };

const password = (text: string) => ({ FACEENROLL_SMTP_PASSWORD: text });

describe('how mails are sent', () => {
  it('is not known unless a server or a folder is named', () => {
    expect(transportOf({ smtpTls: 'starttls' }, hostIn())).toBeUndefined();
  });

  it.each<[string, TransportValues, Record<string, string>, string]>([
    [
      'a server and a folder',
      { ...SERVER, mailFolder: 'mails' },
      {},
      '--mail-folder and --smtp-host',
    ],
    ['no sender', { smtpHost: 'mail.example.com' }, {}, '--mail-from is missing'],
    [
      'two senders',
      { ...SERVER, mailFrom: 'a@b.de, c@d.de' },
      {},
      '--mail-from is "a@b.de, c@d.de"',
    ],
    ['a port in the name', { ...SERVER, smtpHost: 'mail.example.com:25' }, {}, '--smtp-port'],
    ['a user alone', { ...SERVER, smtpUser: 'a' }, {}, '--smtp-user needs a password'],
    ['a password alone', SERVER, password('secret'), '--smtp-user is missing'],
    [
      'two passwords',
      { ...SERVER, smtpUser: 'a', smtpPasswordFile: 'f' },
      password('secret'),
      'are both set',
    ],
  ])('is refused with %s', (_, values, env, message) => {
    const make = () => transportOf(values, hostIn(env));
    expect(make).toThrow(expect.objectContaining({ name: 'UsageError' }));
    expect(make).toThrow(message);
    expect(make).not.toThrow('secret');
  });

  it('takes the first line of the password file, and warns if others can read it', async () => {
    const login = { user: 'badges', password: 'open sesame ' };
    const { port } = await recordingServer({ tls: 'none', login });
    const host = hostIn(password(''));
    const path = join(host.cwd, 'password');
    writeFileSync(path, `${login.password}\r\nnot this\n`, { mode: 0o600 });
    const values = {
      ...{ ...SERVER, smtpHost: '127.0.0.1', smtpPort: port, smtpTls: 'none' as const },
      ...{ smtpUser: login.user, smtpPasswordFile: 'password' },
    };
    const transport = transportOf(values, host);
    expect(await transport?.check()).toContain('authenticated as badges');
    transport?.close();
    expect(host.notes).toEqual([]);
    chmodSync(path, 0o644);
    transportOf(values, host);
    expect(host.notes).toEqual([expect.stringContaining('others can read the password file')]);
    writeFileSync(path, '\n');
    expect(() => transportOf(values, host)).toThrow('is empty');
  });

  it('can be a folder, from wherever the command runs', async () => {
    const host = hostIn();
    const mail = {
      mailId: '0'.repeat(24),
      to: 'a@example.com',
      subject: 's',
      text: 't',
      html: 'h',
    };
    await transportOf({ mailFolder: 'mails' }, host)?.send({ ...mail, language: 'en' });
    expect(readdirSync(join(host.cwd, 'mails'))).toHaveLength(1);
  });
});
