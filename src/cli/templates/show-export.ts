import type { Exported } from '../../operations/exported.js';
import {
  type TemplatesSummary,
  templatesEvent,
  templatesNotes,
  templatesWarnings,
} from '../../render/template-export.js';
import type { Show } from '../command-of.js';
import { tellExport } from '../tell-export.js';

/** Prints the templates, unless a file has them, and tells how many were exported. */
export const showExport: Show<Exported<TemplatesSummary>> = (templates, { json }, io) =>
  tellExport(io, json, templates, {
    notes: templatesNotes,
    warnings: templatesWarnings,
    event: templatesEvent,
  });
