import type { FaceRecord, ListColumn } from '../../domain/gallery.js';
import type { JsonObject } from '../../domain/json-object.js';
import { jsonLine } from '../../domain/text.js';
import type { WaitOptions } from '../../operations/database/when-free.js';
import { changeFace } from '../../operations/faces/change-face.js';
import { existingFace, existingUser } from '../../operations/users/existing.js';
import { faceCell, faceEvent, faceText, headingOf, shortened } from '../../render/gallery.js';
import type { Io } from '../io.js';
import { withGallery } from '../open-gallery.js';
import { refuseUnknown } from '../options/columns.js';
import type { DatabaseOptions } from '../options/database.js';
import { type FilterOptions, filterOf } from '../options/filter.js';
import type { ListOptions } from '../options/list.js';
import type { ReferenceOptions } from '../options/reference.js';

import { printList } from '../print-list.js';

/** Options of `faces update`, as commander hands them over. */
export interface FaceUpdateOptions extends DatabaseOptions, WaitOptions, ReferenceOptions {
  readonly metadata: JsonObject;
  readonly merge?: boolean;
  readonly json?: boolean;
}

/** Options of `faces list`, as commander hands them over. */
export interface FaceListOptions extends DatabaseOptions, FilterOptions, ListOptions {
  readonly user?: string;
}

/** What fits a line beside the ID of a face. */
const SHOWN: readonly [ListColumn, ...ListColumn[]] = [
  { kind: 'own', name: 'face_id' },
  { kind: 'own', name: 'user_id' },
  { kind: 'own', name: 'slot' },
  { kind: 'own', name: 'quality' },
  { kind: 'own', name: 'created_at' },
];

/** `faceenroll faces list`. */
export function listFaces(options: FaceListOptions, io: Io): Promise<void> {
  return withGallery(io, options, 'read', async ({ gallery: { users, faces }, changes }) => {
    const { user } = options;
    const fields = filterOf(options);
    const filter = user === undefined ? fields : { ...fields, userId: existingUser(changes, user) };
    refuseUnknown(
      filter.fields.map(({ column }) => column),
      users,
    );
    const columns = options.columns ?? SHOWN;
    const cells = (face: FaceRecord) => columns.map((column) => faceCell(face, column));
    await printList(
      {
        noun: 'face',
        found: faces.find(filter, options.sort),
        headings: columns.map(headingOf),
        cells,
        shortCells: (face) => cells(face).map((cell, i) => shortened(cell, columns[i] ?? SHOWN[0])),
        event: faceEvent,
      },
      options,
      io,
    );
  });
}

/** `faceenroll faces show`. */
export function showFace(
  faceId: string,
  options: DatabaseOptions & { readonly json?: boolean },
  io: Io,
): Promise<void> {
  return withGallery(io, options, 'read', ({ gallery: { faces } }) => {
    const face = existingFace(faces, faceId);
    print(options.json ? jsonLine(faceEvent(face)) : faceText(face).join('\n'), io);
  });
}

/** `faceenroll faces update`. */
export function updateFace(faceId: string, options: FaceUpdateOptions, io: Io): Promise<void> {
  const { metadata, merge, json } = options;
  return withGallery(io, options, 'write', ({ gallery: { faces }, changes }) => {
    const { face, differs } = changeFace({ faces, changes }, faceId, metadata, Boolean(merge));
    const action = differs ? 'FACE_UPDATED' : 'UNCHANGED';
    const text = differs ? 'is changed.' : 'has that metadata already.';
    print(
      json
        ? jsonLine({ ...faceEvent(existingFace(faces, face.faceId)), action })
        : `Face ${face.faceId} ${text}`,
      io,
    );
  });
}

function print(line: string, io: Io): void {
  io.stdout.write(`${line}\n`);
}
