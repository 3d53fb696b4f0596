import { count, quoted } from '../domain/text.js';

export interface TemplatesSummary {
  readonly templates: number;
  readonly encrypted: boolean;
  readonly isStoreEncrypted: boolean;
}

/** What the operator should know about an export. */
export function* templatesNotes(
  { templates }: TemplatesSummary,
  file: string | undefined,
): Generator<string> {
  yield `${count(templates, 'template')} exported${file === undefined ? '' : ` to ${file}`}.`;
}

/** A warning if the file can be read by anybody. */
export function* templatesWarnings(
  { encrypted, isStoreEncrypted }: TemplatesSummary,
  file: string | undefined,
): Generator<string> {
  if (encrypted) return;
  const what = file === undefined ? 'What was written' : quoted(file);
  yield isStoreEncrypted
    ? `warning: ${what} is not encrypted, though the database is: delete it when it is imported.`
    : `${what} is not encrypted: name a key with --key-file to encrypt it.`;
}

export function templatesEvent(
  { templates, encrypted }: TemplatesSummary,
  file: string | undefined,
): object {
  return { event: 'export', file, templates, encrypted };
}
