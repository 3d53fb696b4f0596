import { resolve } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { ALLOW_DUPLICATE_OF, CONSENT_COLUMNS } from '../../domain/report-columns.js';
import type { FileEncoder } from '../../domain/template-file.js';
import { listed, quoted } from '../../domain/text.js';
import type { ModelPack } from '../../models/packs.js';
import { findMasterKey, readKeyFile } from '../../operations/database/master-key.js';
import { keyEnvironment, openForImport } from '../../operations/database/open-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import type { Typed } from '../../operations/host.js';
import { importOptions } from '../../operations/imports/import-options.js';
import type { PhotoSettings } from '../../operations/options/photo.js';
import { TEMPLATE_HEADINGS, TemplateSource } from '../../source/templates.js';
import { openLineSeal } from '../../store/secrets/line-seal.js';
import { KeyError, type MasterKey } from '../../store/secrets/vault.js';

import type { SharedOptions } from '../imports/options.js';
import { runImport, type TypedImport } from '../imports/run-import.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';

import { usePack } from '../use-pack.js';

/** Options of `faceenroll templates import`, as commander hands them over. */
export interface TemplatesImportOptions
  extends Omit<SharedOptions, Exclude<keyof PhotoSettings, 'models'>> {
  readonly createMissing?: boolean;
  readonly fromKeyFile?: string;
}

/** No photo is looked at, so nothing is asked of one. */
const NO_PHOTOS = {
  multipleFaces: 'refuse',
  quality: 'off',
  checkLiveness: 'off',
  minLiveness: 0,
  timeout: 1,
} as const satisfies Omit<PhotoSettings, 'models'>;

/** `faceenroll templates import`; returns the exit code. */
export async function importTemplates(
  file: string,
  named: TemplatesImportOptions,
  typed: Typed,
  io: Io,
): Promise<number> {
  const options = { ...named, ...NO_PHOTOS };
  const warn = (message: string): void => {
    if (!options.quiet) io.stderr.write(`${message}\n`);
  };
  const masterKey = findMasterKey(options.keyFile, warn, keyEnvironment(hostOf(io)));
  const { fromKeyFile } = options;
  const fileKey =
    fromKeyFile === undefined ? masterKey : readKeyFile(fromKeyFile, '--from-key-file', warn);
  const pack = usePack(options.models, io, options);
  const input = resolve(io.cwd, file);
  const source = await openSource(input, file, fileKey, pack);
  const request: TypedImport = {
    ...{ pack, command: 'templates import', input, source, typed },
    layout: {
      headings: TEMPLATE_HEADINGS,
      delimiter: ',',
      // It is no list to be imported, so that no cell is asked for.
      fields: [ALLOW_DUPLICATE_OF, ...CONSENT_COLUMNS],
    },
    options: importOptions(
      options,
      {
        ifUserExists: 'preserve',
        missingUsers: options.createMissing ? 'create' : 'refuse',
      },
      false,
    ),
    remembered: {},
  };
  const opening = masterKey ? { ...options, masterKey } : options;
  const store = await whenFree(
    () => openForImport(options.db, opening, hostOf(io)),
    options,
    hostOf(io),
  );
  try {
    return await runImport(request, options, store, io);
  } finally {
    store.close();
  }
}

/**
 * Opens a file of templates, some of which the pack's encoder made.
 *
 * @throws {FatalError} when none is, or the file cannot be used.
 */
async function openSource(
  input: string,
  file: string,
  key: MasterKey | undefined,
  pack: ModelPack,
): Promise<TemplateSource> {
  const { dimensions } = pack.models.encoder.format;
  const encoder = { name: pack.encoder, dimensions };
  const source = await TemplateSource.open(
    input,
    (wrapped, head) => {
      if (key) return openLineSeal(key, wrapped, head, file);
      throw new KeyError(
        `${quoted(file)} is encrypted: name its key with --from-key-file, or with --key-file where it is that of the database`,
      );
    },
    encoder,
  );
  const { encoders } = source;
  if (encoders.length > 0 && !encoders.some((one) => isSame(one, encoder))) {
    const made = listed(encoders.map(described));
    throw new FatalError(
      `the templates in ${quoted(file)} were made by ${made}; the model pack ${pack.name} has ${described(encoder)}: name the pack that made them with --models`,
    );
  }
  return source;
}

function isSame(one: FileEncoder, other: FileEncoder): boolean {
  return one.name === other.name && one.dimensions === other.dimensions;
}

function described({ name, dimensions }: FileEncoder): string {
  return `the encoder ${quoted(name)} (${dimensions} values)`;
}
