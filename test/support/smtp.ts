import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { onTestFinished } from 'vitest';
import { selfSigned } from './certificates.js';

/** What a server is told to reply. */
interface Replies {
  /** The code and text for a sender; undefined takes it. */
  readonly sender?: () => string | undefined;
  readonly recipient?: (address: string) => string | undefined;
  readonly data?: (address: string) => string | undefined;
  /** Called at a step of each mail: it may break the connection. */
  readonly at?: (step: 'sender' | 'data' | 'taken', breaks: () => void) => void | Promise<void>;
}

interface Settings extends Replies {
  readonly tls?: 'starttls' | 'implicit' | 'none' | 'demanded';
  /** Who may log in; without it nobody needs to. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** A mail that the server has taken. */
interface Taken {
  readonly to: readonly string[];
  readonly from: string;
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** A mail server that keeps what it takes, for the time of a test. */
export interface RecordingServer {
  readonly port: number;
  /** The file of its certificate, which it has signed itself. */
  readonly cert: string | undefined;
  readonly taken: readonly Taken[];
  /** How many connections were made. */
  readonly connections: number;
  /** Changes what it replies from now on. */
  replies: Replies;
  close(): Promise<void>;
}

export async function recordingServer(settings: Settings = {}): Promise<RecordingServer> {
  const { tls = 'starttls', login } = settings;
  const own = tls === 'none' ? undefined : selfSigned();
  const taken: Taken[] = [];
  const state = { replies: settings as Replies, connections: 0 };
  const server: SMTPServer = new SMTPServer({
    ...(own && { key: readFileSync(own.key), cert: readFileSync(own.cert) }),
    secure: tls === 'implicit',
    disabledCommands: [
      ...(tls === 'none' || tls === 'demanded' ? ['STARTTLS' as const] : []),
      ...(login ? [] : ['AUTH' as const]),
    ],
    authOptional: !login,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    ...handlers(),
  });

  function handlers(): SMTPServerOptions {
    const breaker = (session: SMTPServerSession) => () => {
      for (const connection of server.connections) {
        const { id, _socket } = connection as unknown as {
          id: string;
          _socket: { destroy(): void };
        };
        if (id === session.id) _socket.destroy();
      }
    };
    return {
      onConnect(_session, done) {
        state.connections += 1;
        done();
      },
      onAuth({ username, password }, _session, done) {
        const isRight = username === login?.user && password === login?.password;
        // As a careless server does, which tells what it was sent.
        if (!isRight) return done(new Error(`wrong: ${password}`));
        done(null, { user: username });
      },
      async onMailFrom(_address, session, done) {
        if (tls === 'demanded') return done(refusal('530 Must issue a STARTTLS command first'));
        await state.replies.at?.('sender', breaker(session));
        done(refusal(state.replies.sender?.()));
      },
      onRcptTo({ address }, _session, done) {
        done(refusal(state.replies.recipient?.(address)));
      },
      async onData(stream, session, done) {
        await state.replies.at?.('data', breaker(session));
        // A connection that broke: there is nobody to answer.
        const raw = await buffer(stream).catch(() => undefined);
        if (!raw) return;
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        const problem = refusal(state.replies.data?.(to.join()));
        if (problem) return done(problem);
        const from = mailFrom === false ? '' : mailFrom.address;
        taken.push({ to, from, raw: raw.toString(), parsed: await simpleParser(raw) });
        await state.replies.at?.('taken', breaker(session));
        done(null, '2.0.0 Ok: queued for somebody@example.com' as never);
      },
    };
  }

  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  onTestFinished(close);
  const { port } = server.server.address() as AddressInfo;
  return {
    ...{ port, cert: own?.cert, taken, close },
    get connections() {
      return state.connections;
    },
    get replies() {
      return state.replies;
    },
    set replies(replies: Replies) {
      state.replies = replies;
    },
  };
}

/** "550 5.1.1 No such user" as the error that smtp-server answers with. */
function refusal(reply: string | undefined): Error | undefined {
  if (reply === undefined) return undefined;
  return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
}
