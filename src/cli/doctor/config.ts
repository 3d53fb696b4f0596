import type { Command } from 'commander';
import { printable } from '../../domain/text.js';
import { reasonOf } from '../../operations/doctor/reason.js';
import type { Diagnosis } from '../../render/doctor.js';
import { applyConfig } from '../config/apply.js';
import { commandsOf, configPath, readConfig } from '../config/file.js';
import type { Io } from '../io.js';

/** Reads the configuration file and tries its values on every command, `command` among them. */
export function checkConfig(command: Command, io: Io): Diagnosis {
  const check = 'configuration';
  const program = command.parent as Command;
  try {
    const path = configPath(program, io);
    if (path === undefined)
      return { check, status: 'ok', message: 'no file: flags and defaults hold' };
    const file = readConfig(path, program);
    for (const one of commandsOf(program)) applyConfig(one, file, io);
    return { check, status: 'ok', message: printable(file.path) };
  } catch (error) {
    const advice = 'correct the file; what follows is about the flags and the defaults without it';
    return { check, status: 'failed', message: reasonOf(error), advice };
  }
}
