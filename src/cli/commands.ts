import type { Command } from 'commander';
import type { CommandHost } from './command-host.js';

type LoadCommand = (host: CommandHost) => Promise<Command>;

/** All commands, in the order of the help. Each is a module that a call of another one does not load. */
const COMMANDS: Readonly<Record<string, LoadCommand>> = {
  'import-faces': async (host) => (await import('./import-faces.js')).importFacesCommand(host),
  'import-csv': async (host) => (await import('./import-csv.js')).importCsvCommand(host),
  enroll: async (host) => (await import('./enroll.js')).enrollCommand(host),
  sync: async (host) => (await import('./sync.js')).syncCommand(host),
  inspect: async (host) => (await import('./inspect.js')).inspectCommand(host),
  duplicates: async (host) => (await import('./duplicates.js')).duplicatesCommand(host),
  identify: async (host) => (await import('./identify.js')).identifyCommand(host),
  verify: async (host) => (await import('./verify.js')).verifyCommand(host),
  calibrate: async (host) => (await import('./calibrate.js')).calibrateCommand(host),
  users: async (host) => (await import('./users.js')).usersCommand(host),
  faces: async (host) => (await import('./faces.js')).facesCommand(host),
  status: async (host) => (await import('./status.js')).statusCommand(host),
  collections: async (host) => (await import('./collections.js')).collectionsCommand(host),
  'export-csv': async (host) => (await import('./export-csv.js')).exportCsvCommand(host),
  templates: async (host) => (await import('./templates.js')).templatesCommand(host),
  upgrade: async (host) => (await import('./upgrade.js')).upgradeCommand(host),
  runs: async (host) => (await import('./runs.js')).runsCommand(host),
  audit: async (host) => (await import('./audit.js')).auditCommand(host),
  purge: async (host) => (await import('./purge.js')).purgeCommand(host),
  backup: async (host) => (await import('./backup.js')).backupCommand(host),
  restore: async (host) => (await import('./restore.js')).restoreCommand(host),
  check: async (host) => (await import('./check.js')).checkCommand(host),
  key: async (host) => (await import('./key.js')).keyCommand(host),
  models: async (host) => (await import('./models.js')).modelsCommand(host),
  config: async (host) => (await import('./config.js')).configCommand(host),
  doctor: async (host) => (await import('./doctor.js')).doctorCommand(host),
  completion: async (host) => (await import('./completion.js')).completionCommand(host),
  schema: async (host) => (await import('./schema.js')).schemaCommand(host),
  help: async (host) => (await import('./help.js')).helpCommand(host),
};

/** They tell of all the others. */
const ABOUT_ALL: readonly string[] = ['config', 'doctor', 'completion', 'help'];

/** The command that the first word names, alone; all of them for any other word. */
export function commandsFor(word: string, host: CommandHost): Promise<Command[]> {
  const one = ABOUT_ALL.includes(word) ? undefined : new Map(Object.entries(COMMANDS)).get(word);
  const loads = one ? [one] : Object.values(COMMANDS);
  return Promise.all(loads.map((load) => load(host)));
}
