import type { Command } from 'commander';
import { DEFAULT_PACK } from '../../domain/option-values.js';

import { shownPath } from '../../operations/shown-path.js';
import type { UsualPack } from '../../render/naming-pack.js';
import { configPath, sharedSetting } from '../config/file.js';
import type { Io } from '../io.js';
import { programOf } from '../program-of.js';

/** The pack that commands use which name none, as the configuration file has it for all. */
export function usualPack(command: Command, io: Io): UsualPack {
  // Whoever has to be warned of the file was before the command began.
  const path = configPath(programOf(command), io, () => {});
  const named = path === undefined ? undefined : sharedSetting(path, 'models');
  if (path === undefined || typeof named !== 'string')
    return { name: DEFAULT_PACK, file: undefined };
  return { name: named, file: shownPath(path, io.shownFrom) };
}
