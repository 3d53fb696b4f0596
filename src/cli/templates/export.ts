import { EXIT } from '../../domain/exit-codes.js';
import { UsageError } from '../../domain/fatal-error.js';
import type { MovedFace } from '../../domain/template-file.js';
import { count, jsonLine, quoted } from '../../domain/text.js';
import { findMasterKey } from '../../operations/database/master-key.js';
import { type KeyOptions, keyEnvironment } from '../../operations/database/open-store.js';
import { writeNewFile } from '../../operations/new-file.js';
import { existingUser } from '../../operations/users/existing.js';
import { templateLines } from '../../render/template-lines.js';
import { newLineSeal } from '../../store/secrets/line-seal.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { LineWriter } from '../line-writer.js';
import { type OpenGallery, withGallery } from '../open-gallery.js';
import { refuseUnknown } from '../options/columns.js';
import type { DatabaseOptions } from '../options/database.js';
import { type FilterOptions, filterOf } from '../options/filter.js';

/** Options of `faceenroll templates export`, as commander hands them over. */
export interface TemplatesExportOptions extends DatabaseOptions, FilterOptions, KeyOptions {
  readonly output?: string;
  readonly user?: string;
  readonly plain?: boolean;
  readonly json?: boolean;
}

/** `faceenroll templates export`. */
export async function exportTemplates(options: TemplatesExportOptions, io: Io): Promise<void> {
  const { output, user, plain, json, collection } = options;
  if (json && output === undefined) {
    throw new UsageError('--json needs --output: both would go to stdout');
  }
  const masterKey = findMasterKey(
    options.keyFile,
    (message) => say(message, io),
    keyEnvironment(hostOf(io)),
  );
  const seal = masterKey && !plain ? newLineSeal(masterKey) : undefined;
  const write = async ({ store, gallery, changes }: OpenGallery): Promise<void> => {
    // What the first line says of the encoders must hold for all that follow.
    store.holdStill();
    const userId = user === undefined ? undefined : existingUser(changes, user);
    const filter = { ...filterOf(options), ...(userId !== undefined && { userId }) };
    refuseUnknown(
      filter.fields.map(({ column }) => column),
      gallery.users,
    );
    const header = {
      collection,
      createdAt: new Date().toISOString(),
      encoders: gallery.templates.encoders(filter),
    };
    let faces = 0;
    const counted = function* (): Generator<MovedFace> {
      for (const face of gallery.templates.all(filter)) {
        faces += 1;
        yield face;
      }
    };
    const lines = templateLines(header, counted(), seal);
    if (output === undefined) await print(lines, io);
    else writeNewFile(output, lines);
    if (json) io.stdout.write(`${exportedEvent(output, faces, seal !== undefined)}\n`);
    else
      say(
        `${count(faces, 'template')} exported${output === undefined ? '' : ` to ${output}`}.`,
        io,
      );
    if (!seal) say(notEncrypted(store.secrets.isEncrypted, output), io);
  };
  await withGallery(io, options, 'read', write, masterKey ? { ...options, masterKey } : options);
}

async function print(lines: Iterable<string>, io: Io): Promise<void> {
  const writer = new LineWriter(io.stdout);
  for (const line of lines) await writer.write(line.slice(0, -1));
  await writer.flush();
}

/** What was written, for a program. */
function exportedEvent(file: string | undefined, templates: number, encrypted: boolean): string {
  return jsonLine({ event: 'export', file, templates, encrypted, exitCode: EXIT.done });
}

function notEncrypted(isStoreEncrypted: boolean, output: string | undefined): string {
  const file = output === undefined ? 'What was written' : quoted(output);
  return isStoreEncrypted
    ? `warning: ${file} is not encrypted, though the database is: delete it when it is imported.`
    : `${file} is not encrypted: name a key with --key-file to have it so.`;
}

function say(message: string, io: Io): void {
  io.stderr.write(`${message}\n`);
}
