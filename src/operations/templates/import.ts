import { resolve } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { ALLOW_DUPLICATE_OF, CONSENT_COLUMNS } from '../../domain/report-columns.js';
import type { FileEncoder } from '../../domain/template-file.js';
import { listed, quoted } from '../../domain/text.js';
import type { ModelPack } from '../../models/packs.js';
import { TEMPLATE_HEADINGS, TemplateSource } from '../../source/templates.js';
import { openLineSeal } from '../../store/secrets/line-seal.js';
import { KeyError, type MasterKey } from '../../store/secrets/vault.js';
import type { MadeContext } from '../context.js';
import { readKeyFile } from '../database/master-key.js';
import { namedKey } from '../database/open-store.js';
import { importOptions, knownById } from '../imports/import-options.js';
import type { ImportResult } from '../imports/import-result.js';
import type { ImportRequest } from '../imports/import-run.js';
import { runImport } from '../imports/run-import.js';
import type { TEMPLATES_IMPORT_OPTIONS } from '../options/import.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';

/** No photo is looked at, so nothing is asked of one. */
const NO_PHOTOS = {
  multipleFaces: 'refuse',
  quality: 'off',
  checkLiveness: 'off',
  minLiveness: 0,
  timeout: 1,
  profilePolicy: 'warn',
  storeThumbnails: 'none',
} as const;

/**
 * Enrolls the templates of a file that "templates export" wrote.
 *
 * @throws {FatalError} when the file cannot be used. What is wrong with a template is an outcome.
 */
export async function importTemplates(
  context: MadeContext,
  { file, ...options }: ValuesOf<typeof TEMPLATES_IMPORT_OPTIONS> & { readonly file: string },
): Promise<ImportResult> {
  const { host, collection } = context;
  const { fromKeyFile, createMissing } = options;
  const masterKey = namedKey(context.keyFile, host);
  const fileKey =
    fromKeyFile === undefined ? masterKey : readKeyFile(fromKeyFile, '--from-key-file', host.note);
  const pack = packFor(host, options.models);
  const input = resolve(host.cwd, file);
  const source = await openSource(input, file, fileKey, pack);
  const settings = { ...options, ...NO_PHOTOS, collection };
  const request: ImportRequest = {
    ...{ pack, command: 'templates import', input, source },
    layout: {
      headings: TEMPLATE_HEADINGS,
      delimiter: ',',
      // It is no list to be imported, so that no cell is asked for.
      fields: [ALLOW_DUPLICATE_OF, ...CONSENT_COLUMNS],
    },
    options: importOptions(settings, knownById(createMissing), false),
    remembered: {},
  };
  return context.inStore(request, (store) => runImport(context, store, request, settings), {
    masterKey,
  });
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
