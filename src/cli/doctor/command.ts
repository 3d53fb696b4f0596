import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { addRows } from '../options/rows.js';
import { DOCTOR, type DoctorOptions } from './options.js';

const HELP = `
Looks at Node.js, the native modules, the model pack, the database and who works on it, the
key, how strong the pack is for that gallery and whether another is stronger, the
configuration file, disk, memory and processor, and enrolls a drawn face in memory. If a
mail server is set, it connects to it (EHLO, TLS, login) and sends no mail. If a queue is
named (--queue), it connects to its PostgreSQL: TLS, tables, rights, connections, and whether
key and models are those of the imports and workers that are there.
Nothing is stored or changed. Exit code 0, also with warnings; 1: a check failed.

Examples:
  $ faceenroll doctor --db faces.db
  $ faceenroll doctor --queue 'postgres://faceenroll@db.example.com/faceenroll?sslmode=verify-full' --queue-key-file queue.key
  $ faceenroll doctor --json              one object a line for each check, then a summary`;

/** The command `faceenroll doctor`. */
export function doctorCommand(host: CommandHost): Command {
  const command = new Command('doctor').description(
    'Find out whether faceenroll can work here, and how to mend what is wrong.',
  );
  return addRows(command, DOCTOR)
    .addHelpText('after', HELP)
    .action(async (_: DoctorOptions, self: Command) => {
      const { doctor } = await import('./doctor.js');
      host.exitCode = await doctor(self, host.io);
    });
}
