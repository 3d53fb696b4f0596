import type { Exported } from '../../operations/exported.js';
import { type ExportSummary, exportEvent, exportNotes } from '../../render/export-csv.js';
import { fittedEvents } from '../../render/fitted-pictures.js';
import type { Show } from '../command-of.js';
import { tellExport } from '../tell-export.js';

/** Prints the CSV, unless a file has it, and tells what was exported. */
export const showExport: Show<Exported<ExportSummary>> = (users, { json }, io) =>
  tellExport(io, json, users, {
    ...{ notes: exportNotes, event: exportEvent },
    events: ({ fitted }) => (fitted ? fittedEvents(fitted) : []),
    isPartial: ({ fitted }) => (fitted?.unfit.length ?? 0) > 0,
  });
