import type { Found } from '../../domain/found.js';
import type { FaceRecord, ListColumn } from '../../domain/gallery.js';
import { faceCell, faceEvent, headingOf, shortened } from '../../render/gallery.js';
import type { Show } from '../command-of.js';
import type { ListShown } from '../options/list.js';
import { printList } from '../print-list.js';

/** What fits a line beside the ID of a face. */
const SHOWN: readonly [ListColumn, ...ListColumn[]] = [
  { kind: 'own', name: 'face_id' },
  { kind: 'own', name: 'user_id' },
  { kind: 'own', name: 'slot' },
  { kind: 'own', name: 'quality' },
  { kind: 'own', name: 'created_at' },
];

/** Prints a list of faces. */
export const printFaces: Show<Found<FaceRecord>, ListShown> = (found, shown, io) => {
  const columns = shown.columns ?? SHOWN;
  return printList(
    {
      ...{ noun: 'face', found, event: faceEvent },
      headings: columns.map(headingOf),
      cells: (face) => columns.map((column) => faceCell(face, column)),
      short: (cell, i) => shortened(cell, columns[i] ?? SHOWN[0]),
    },
    shown,
    io,
  );
};
