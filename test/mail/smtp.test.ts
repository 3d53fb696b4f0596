import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Mail } from '../../src/mail/mail.js';
import { smtpTransport } from '../../src/mail/smtp.js';
import type { SmtpSettings } from '../../src/mail/smtp-settings.js';
import { type RecordingServer, recordingServer } from '../support/smtp.js';

const LOGIN = { user: 'badges', password: 'open sesame 7' };

const SENDER = { name: 'Badge office', address: 'badges@münchen.example' };

const MAIL: Mail = {
  mailId: '0123456789abcdef01234567',
  to: 'alice@example.com',
  subject: 'Ein Foto für Zoë, bitte',
  text: 'Hallo Zoë\n\nhttps://faces.example.com/e/abc\n',
  html: '<p>Hallo <b>Zoë</b></p>',
  language: 'de',
};

/** Sends by a server; it trusts the server's certificate unless told. */
function transportTo({ port, cert }: RecordingServer, settings: Partial<SmtpSettings> = {}) {
  const transport = smtpTransport({
    ...{ host: '127.0.0.1', port, tls: cert === undefined ? 'none' : 'starttls' },
    ...(cert !== undefined && { ca: readFileSync(cert, 'utf8') }),
    sender: SENDER,
    ...settings,
  });
  onTestFinished(() => transport.close());
  return transport;
}

describe('a mail by SMTP', () => {
  it('goes over TLS after a login, with both parts and the headers of an automatic mail', async () => {
    const server = await recordingServer({ login: LOGIN });
    const replyTo = { name: '', address: 'help@example.com' };
    const transport = transportTo(server, { login: LOGIN, replyTo });
    expect(await transport.send(MAIL)).toEqual({ kind: 'taken', reply: '250 2.0.0' });
    const [{ parsed, raw, to, from }] = server.taken as [(typeof server.taken)[0]];
    expect({ to, from }).toEqual({
      to: ['alice@example.com'],
      from: 'badges@münchen.example',
    });
    expect(parsed.messageId).toBe('<0123456789abcdef01234567@xn--mnchen-3ya.example>');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('content-language')).toBe('de');
    expect(parsed.from?.text).toBe('"Badge office" <badges@münchen.example>');
    expect(parsed.replyTo?.text).toBe('help@example.com');
    expect(parsed.subject).toBe(MAIL.subject);
    expect(parsed.text).toBe(MAIL.text);
    expect(parsed.html).toContain(MAIL.html);
    expect(parsed.attachments).toEqual([]);
    const types = [...raw.matchAll(/^Content-Type: ([a-z/]+)/gm)].map(([, type]) => type);
    expect(types).toEqual(['multipart/alternative', 'text/plain', 'text/html']);
    expect(raw).not.toMatch(/x-mailer|disposition-notification|return-receipt/i);
  });

  it('goes with TLS from the start, and without TLS where that is said', async () => {
    const implicit = await recordingServer({ tls: 'implicit' });
    await transportTo(implicit, { tls: 'implicit' }).send(MAIL);
    const none = await recordingServer({ tls: 'none' });
    await transportTo(none).send(MAIL);
    expect([implicit.taken.length, none.taken.length]).toEqual([1, 1]);
  });

  it('uses one connection for all mails, and a new one if the server has ended it', async () => {
    const server = await recordingServer();
    const transport = transportTo(server);
    await transport.check();
    for (let n = 0; n < 5; n += 1) await transport.send(MAIL);
    expect(server.connections).toBe(1);
    server.replies = { at: (step, breaks) => (step === 'sender' ? breaks() : undefined) };
    expect(await transport.send(MAIL)).toMatchObject({ kind: 'deferred' });
    server.replies = {};
    expect(await transport.send(MAIL)).toMatchObject({ kind: 'taken' });
    expect([server.connections, server.taken.length]).toEqual([2, 6]);
  });

  it('goes by a new connection when the server takes no more by the one that is open', async () => {
    const server = await recordingServer();
    const full = '452 4.5.3 Too many messages sent';
    const transport = transportTo(server);
    server.replies = {
      sender: () => (server.taken.length === server.connections * 2 ? full : undefined),
    };
    for (let n = 0; n < 5; n += 1) {
      expect(await transport.send(MAIL)).toMatchObject({ kind: 'taken' });
    }
    expect([server.connections, server.taken.length]).toEqual([3, 5]);
    server.replies = { sender: () => full };
    expect(await transport.send(MAIL)).toMatchObject({ kind: 'deferred', reply: '452 4.5.3' });
    expect(server.connections).toBe(4);
  });

  it('reaches addresses with letters beyond ASCII', async () => {
    const server = await recordingServer();
    await transportTo(server).send({ ...MAIL, to: 'jörg@köln.example' });
    expect(server.taken[0]?.to).toEqual(['jörg@köln.example']);
  });
});

describe('a mail that the server does not take', () => {
  const refusals: [string, Parameters<typeof recordingServer>[0], object][] = [
    [
      'is refused for good with 5xx for the recipient',
      { recipient: () => '550 5.1.1 No such user' },
      { kind: 'refused', reply: '550 5.1.1', problem: expect.stringContaining('No such user') },
    ],
    [
      'is refused for good with 5xx for the content',
      { data: () => '554 5.6.0 Looks like spam' },
      { kind: 'refused', reply: '554 5.6.0' },
    ],
    [
      'is deferred with 4xx for the recipient',
      { recipient: () => '450 4.2.0 Greylisted' },
      { kind: 'deferred', reply: '450 4.2.0' },
    ],
    [
      'is deferred with 4xx for the sender',
      { sender: () => '451 4.3.0 Come again' },
      { kind: 'deferred', reply: '451 4.3.0' },
    ],
    [
      'is deferred when the server says goodbye',
      { recipient: () => '421 4.3.2 Going down' },
      { kind: 'deferred', reply: '421 4.3.2' },
    ],
    [
      'is deferred when the connection breaks before the content',
      { at: (step, breaks) => (step === 'sender' ? breaks() : undefined) },
      { kind: 'deferred', reply: null },
    ],
    [
      'is deferred when the connection breaks in the content',
      { at: (step, breaks) => (step === 'data' ? breaks() : undefined) },
      { kind: 'deferred', reply: null },
    ],
  ];
  it.each(refusals)('%s', async (_, settings, handed) => {
    const server = await recordingServer(settings);
    const transport = transportTo(server);
    expect(await transport.send(MAIL)).toMatchObject(handed);
    expect(server.taken).toEqual([]);
    // The next mail is another matter, and the same one has the same Message-ID.
    server.replies = {};
    expect(await transport.send(MAIL)).toMatchObject({ kind: 'taken' });
    expect(server.taken[0]?.parsed.messageId).toContain(MAIL.mailId);
  });
});

describe('a server that cannot be used', () => {
  const isTold = async (
    server: RecordingServer,
    settings: Partial<SmtpSettings>,
    what: RegExp,
  ): Promise<void> => {
    const transport = transportTo(server, settings);
    const error = await transport.send(MAIL).catch((reason) => reason);
    expect(error).toMatchObject({ name: 'MailServerError' });
    expect(error.message).toContain(`127.0.0.1:${server.port}`);
    expect(error.message).toMatch(what);
    expect(error.message).not.toContain(LOGIN.password);
    expect(server.taken).toEqual([]);
  };

  it('is told when it offers no TLS, and no mail goes in plain text', async () => {
    const server = await recordingServer({ tls: 'none' });
    await isTold(server, { tls: 'starttls' }, /cannot be used with TLS.*STARTTLS/);
  });

  it('is told when nobody vouches for its certificate', async () => {
    const server = await recordingServer();
    await isTold(server, { ca: undefined }, /self.signed certificate.*NODE_EXTRA_CA_CERTS/);
  });

  it('is told when it refuses the password, which is nowhere', async () => {
    const server = await recordingServer({ login: { ...LOGIN, user: 'other' } });
    await isTold(server, { login: LOGIN }, /refuses the login: .*535.*\*\*\*.*--smtp-user/);
  });

  it('is told when it demands a login or TLS', async () => {
    const login = await recordingServer({ login: LOGIN });
    await isTold(login, {}, /530.*--smtp-user/);
    const tls = await recordingServer({ tls: 'demanded' });
    await isTold(tls, { tls: 'none' }, /530.*it demands TLS/);
  });

  it('is told without the address of a person, whatever the server says', async () => {
    const server = await recordingServer({
      recipient: (address: string) =>
        `530 5.7.1 <${address}> needs a login, says root@mail.example`,
    });
    const transport = transportTo(server);
    const error = await transport.send(MAIL).catch((reason) => reason);
    expect(error.message).toContain('530 5.7.1 <***> needs a login, says ***');
    expect(error.message).not.toContain(MAIL.to);
  });

  it('is told when it refuses the sender for good', async () => {
    const server = await recordingServer({ sender: () => '553 5.7.1 Not yours' });
    await isTold(server, {}, /refuses the sender: .*553 5\.7\.1 Not yours.*--mail-from/);
  });

  it('is told when it is not there, or talks another way', async () => {
    const gone = await recordingServer();
    await gone.close();
    await isTold(gone, {}, /ECONNREFUSED.*--smtp-host/);
    const implicit = await recordingServer({ tls: 'none' });
    await isTold(
      implicit,
      { tls: 'implicit' },
      /cannot be used with TLS: (?!.*SSL routines).*the port does not fit the kind of TLS/,
    );
  });

  it('is told when it ends TLS itself', async () => {
    // A fatal alert (2) of an internal error (80), as a record of TLS 1.2.
    const alert = Buffer.from([21, 3, 3, 0, 2, 2, 80]);
    const server = createServer((socket) => socket.on('error', () => undefined).end(alert));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const settings = { host: '127.0.0.1', port, tls: 'implicit', sender: SENDER } as const;
    await expect(smtpTransport(settings).check()).rejects.toThrow(
      /cannot be used with TLS: \S* ?tlsv1 alert internal error; .*its own log says why/,
    );
  });
});

describe('trying a server', () => {
  it('tells TLS, the end of the certificate and the account, and sends nothing', async () => {
    const server = await recordingServer({ login: LOGIN });
    const told = await transportTo(server, { login: LOGIN }).check();
    expect(told).toMatch(
      /^127\.0\.0\.1:\d+, TLS 1\.3 \(certificate until \d{4}-\d\d-\d\d\), authenticated as badges$/,
    );
    const plain = await recordingServer({ tls: 'none' });
    expect(await transportTo(plain).check()).toMatch(/^127\.0\.0\.1:\d+, no TLS, without a user$/);
    expect(server.taken).toEqual([]);
  });
});
