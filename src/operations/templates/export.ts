import type { MovedFace } from '../../domain/template-file.js';
import type { TemplatesSummary } from '../../render/template-export.js';
import { templateLines } from '../../render/template-lines.js';
import { newLineSeal } from '../../store/secrets/line-seal.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { type Exported, exported } from '../exported.js';
import { filterOf } from '../options/filter.js';
import type { ValuesOf } from '../options/row.js';
import { existingUser } from '../users/existing.js';
import { refuseUnknown } from '../users/list.js';
import type { TEMPLATES_EXPORT_OPTIONS } from './options.js';

/**
 * Exports templates, encrypted where there is a key, unless they are to be plain.
 *
 * @throws {FatalError} when there is no such user, or the file is there already or cannot be written.
 */
export function exportTemplates(
  context: Context,
  {
    file,
    userId: wanted,
    plain,
    ...options
  }: ValuesOf<typeof TEMPLATES_EXPORT_OPTIONS> & { readonly file: string | undefined },
): Exported<TemplatesSummary> {
  const { host, store, collection, masterKey } = context;
  const { users, templates } = galleryOf(context);
  const seal = masterKey && !plain ? newLineSeal(masterKey) : undefined;
  // What the first line says of the encoders must hold for all that follow.
  store.holdStill();
  const userId = wanted === undefined ? undefined : existingUser(changesOf(context), wanted);
  const filter = { ...filterOf(options), ...(userId !== undefined && { userId }) };
  refuseUnknown(
    filter.fields.map(({ column }) => column),
    users,
  );
  const createdAt = new Date().toISOString();
  const header = { collection, createdAt, encoders: templates.encoders(filter) };
  let faces = 0;
  const counted = function* (): Generator<MovedFace> {
    for (const face of templates.all(filter)) {
      faces += 1;
      yield face;
    }
  };
  return exported(host, file, templateLines(header, counted(), seal), () => ({
    templates: faces,
    encrypted: seal !== undefined,
    isStoreEncrypted: store.secrets.isEncrypted,
  }));
}
