import { basename } from 'node:path';
import type { PhotoProfile } from '../../domain/photo-profile.js';
import { readProfile } from '../../models/profiles.js';
import type { Inspection } from '../../render/inspection.js';
import type { HostContext } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { AnnotatedPhotos } from './annotated-photos.js';
import { type ExtractedPhoto, extractPhotos } from './extract-photos.js';
import type { INSPECT_OPTIONS } from './options.js';

/** What the pipeline sees in photos, in their order, each as soon as it is known. */
export function inspectPhotos(
  { host }: HostContext,
  {
    photo,
    annotate,
    ...settings
  }: ValuesOf<typeof INSPECT_OPTIONS> & { readonly photo: readonly string[] },
): AsyncIterable<Inspection> {
  const pack = packFor(host, settings.models);
  const profile = settings.profile && readProfile(settings.profile);
  const headed = annotate !== undefined;
  const seen = extractPhotos(host, photo, pack, settings, (file) => ({
    inspect: headed ? { picture: { heading: basename(file) } } : {},
  }));
  const told = profile ? withProfile(seen, profile) : seen;
  return headed ? annotated(told, new AnnotatedPhotos(annotate)) : told;
}

async function* withProfile(
  seen: AsyncIterable<ExtractedPhoto>,
  profile: PhotoProfile,
): AsyncGenerator<Inspection> {
  for await (const one of seen) yield { ...one, profile };
}

async function* annotated(
  seen: AsyncIterable<Inspection>,
  folder: AnnotatedPhotos,
): AsyncGenerator<Inspection> {
  for await (const one of seen) {
    const drawn = one.extraction.report?.picture;
    yield drawn ? { ...one, picture: folder.write(one.file, drawn) } : one;
  }
}
