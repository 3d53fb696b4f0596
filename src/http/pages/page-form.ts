import type { FastifyRequest } from 'fastify';
import { MAX_IMAGE_BYTES } from '../limits.js';
import type { Server } from '../server.js';
import { bytesOf, expectedBytes, type Form, type FormLimits, readForm } from '../uploads.js';

/** What the form of the page brings: a photo, and a few words. */
export const PAGE_FORM: FormLimits = {
  ...{ fileBytes: MAX_IMAGE_BYTES, files: 1, bytes: MAX_IMAGE_BYTES },
  ...{ fields: 10, fieldBytes: 10_000 },
};

/** Reads the form of a request for as long as it is worked on. */
export async function withForm<T>(
  { memory }: Pick<Server, 'memory'>,
  request: FastifyRequest,
  use: (form: PageForm) => Promise<T>,
): Promise<T> {
  const expected = expectedBytes(request, PAGE_FORM);
  const giveBack = memory.take(expected);
  try {
    const form = await readForm(request, PAGE_FORM);
    giveBack(Math.max(0, expected - bytesOf(form)));
    return await use(pageForm(form));
  } finally {
    giveBack();
  }
}

/** The form of the page, as a person has filled it in. */
export interface PageForm {
  readonly act: 'send' | 'no' | 'again';
  readonly language: string | undefined;
  readonly agrees: boolean;
  /** Whether they have ticked that they mean the no: programs that scan mail press buttons. */
  readonly isSure: boolean;
  /** The digest of what they have read, if the form has one. */
  readonly read: string | undefined;
  readonly photo: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

function pageForm({ fields, files }: Form): PageForm {
  const field = (name: string): string | undefined => fields.get(name)?.[0];
  const act = field('act');
  const [photo] = files.filter((file) => file.field === 'photo');
  return {
    act: act === 'no' || act === 'again' ? act : 'send',
    language: field('lang'),
    agrees: field('agree') === 'yes',
    isSure: field('sure') === 'yes',
    read: field('read'),
    photo: photo && !isNone(photo) ? photo : undefined,
  };
}

/** Where nothing was chosen, browsers send an empty file without a name. */
function isNone({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): boolean {
  return bytes.length === 0 && name === 'photo';
}
