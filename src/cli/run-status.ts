import { quoted } from '../domain/text.js';
import { packSpec } from '../models/packs.js';
import { statusEvent, statusText } from '../report/status.js';
import type { DatabaseOptions } from './database-options.js';
import { EXIT } from './exit-codes.js';
import { LineWriter } from './line-writer.js';
import { withGallery } from './open-gallery.js';

/** Options of `faceenroll status`, as commander hands them over. */
export interface StatusOptions extends DatabaseOptions {
  readonly models: string;
  readonly json?: boolean;
}

/** `faceenroll status`; returns the exit code. */
export function tellStatus(userIds: readonly string[], options: StatusOptions): Promise<number> {
  const encoder = packSpec(options.models).encoder.id;
  return withGallery(options, 'read', async ({ gallery, changes: { users } }) => {
    const statuses = gallery.statuses(encoder);
    const lines = new LineWriter(process.stdout);
    const unknown: string[] = [];
    const asked = function* () {
      for (const userId of userIds) {
        const status = statuses.of(users.find(userId, false)[0] ?? userId);
        if (status) yield status;
        else unknown.push(userId);
      }
    };
    for (const status of userIds.length > 0 ? asked() : statuses.all()) {
      await lines.write(options.json ? statusEvent(status, encoder) : statusText(status));
    }
    await lines.flush();
    for (const userId of unknown) {
      process.stderr.write(`faceenroll: there is no user with the user ID ${quoted(userId)}\n`);
    }
    return unknown.length > 0 ? EXIT.stopped : EXIT.done;
  });
}
