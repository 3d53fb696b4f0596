import type { Command } from 'commander';
import type { CommandHost } from './command-host.js';

type LoadCommand = (host: CommandHost) => Promise<Command>;

/** All commands, in the order of the help. Each is a module that a call of another one does not load. */
const COMMANDS: Readonly<Record<string, LoadCommand>> = {
  'import-faces': async (host) =>
    (await import('./imports/import-faces-command.js')).importFacesCommand(host),
  'import-csv': async (host) =>
    (await import('./imports/import-csv-command.js')).importCsvCommand(host),
  enroll: async (host) => (await import('./imports/enroll-command.js')).enrollCommand(host),
  sync: async (host) => (await import('./imports/sync-command.js')).syncCommand(host),
  watch: async (host) => (await import('./watch/command.js')).watchCommand(host),
  inspect: async (host) => (await import('./compare/inspect-command.js')).inspectCommand(host),
  duplicates: async (host) => (await import('./duplicates/command.js')).duplicatesCommand(host),
  identify: async (host) => (await import('./compare/identify-command.js')).identifyCommand(host),
  verify: async (host) => (await import('./compare/verify-command.js')).verifyCommand(host),
  calibrate: async (host) =>
    (await import('./compare/calibrate-command.js')).calibrateCommand(host),
  fairness: async (host) => (await import('./fairness/command.js')).fairnessCommand(host),
  users: async (host) => (await import('./users/command.js')).usersCommand(host),
  faces: async (host) => (await import('./faces/command.js')).facesCommand(host),
  links: async (host) => (await import('./links/command.js')).linksCommand(host),
  status: async (host) => (await import('./status/command.js')).statusCommand(host),
  collections: async (host) => (await import('./collections/command.js')).collectionsCommand(host),
  'export-csv': async (host) => (await import('./export-csv/command.js')).exportCsvCommand(host),
  templates: async (host) => (await import('./templates/command.js')).templatesCommand(host),
  upgrade: async (host) => (await import('./upgrade/command.js')).upgradeCommand(host),
  runs: async (host) => (await import('./runs/command.js')).runsCommand(host),
  report: async (host) => (await import('./report/command.js')).reportCommand(host),
  audit: async (host) => (await import('./audit/command.js')).auditCommand(host),
  purge: async (host) => (await import('./deletion/purge-command.js')).purgeCommand(host),
  backup: async (host) => (await import('./backup/backup-command.js')).backupCommand(host),
  restore: async (host) => (await import('./backup/restore-command.js')).restoreCommand(host),
  check: async (host) => (await import('./check/command.js')).checkCommand(host),
  key: async (host) => (await import('./key/command.js')).keyCommand(host),
  keys: async (host) => (await import('./keys/command.js')).keysCommand(host),
  review: async (host) => (await import('./review/command.js')).reviewCommand(host),
  queue: async (host) => (await import('./queue/command.js')).queueCommand(host),
  worker: async (host) => (await import('./worker/command.js')).workerCommand(host),
  serve: async (host) => (await import('./serve/command.js')).serveCommand(host),
  models: async (host) => (await import('./models/command.js')).modelsCommand(host),
  config: async (host) => (await import('./config/command.js')).configCommand(host),
  doctor: async (host) => (await import('./doctor/command.js')).doctorCommand(host),
  completion: async (host) => (await import('./completion/command.js')).completionCommand(host),
  schema: async (host) => (await import('./schema/command.js')).schemaCommand(host),
  help: async (host) => (await import('./help/command.js')).helpCommand(host),
};

/** They tell of all the others. */
const ABOUT_ALL: readonly string[] = ['config', 'doctor', 'completion', 'help'];

/** The command that the first word names, alone; all of them for any other word. */
export function commandsFor(word: string, host: CommandHost): Promise<Command[]> {
  const one = ABOUT_ALL.includes(word) ? undefined : new Map(Object.entries(COMMANDS)).get(word);
  const loads = one ? [one] : Object.values(COMMANDS);
  return Promise.all(loads.map((load) => load(host)));
}
