import type { Command } from 'commander';

/** What commands hand back to the process that runs them. */
export interface CommandHost {
  setExitCode(code: number): void;
  /** Runs the words behind `faceenroll` as if they had been typed. */
  runAgain(words: readonly string[]): Promise<unknown>;
}

type LoadCommand = (host: CommandHost) => Promise<Command>;

/** All commands, in the order of the help. Each is a module that a call of another one does not load. */
const COMMANDS: Readonly<Record<string, LoadCommand>> = {
  'import-faces': async ({ setExitCode }) =>
    (await import('./import-faces.js')).importFacesCommand(setExitCode),
  'import-csv': async ({ setExitCode }) =>
    (await import('./import-csv.js')).importCsvCommand(setExitCode),
  enroll: async ({ setExitCode }) => (await import('./enroll.js')).enrollCommand(setExitCode),
  sync: async ({ setExitCode }) => (await import('./sync.js')).syncCommand(setExitCode),
  inspect: async ({ setExitCode }) => (await import('./inspect.js')).inspectCommand(setExitCode),
  duplicates: async ({ setExitCode }) =>
    (await import('./duplicates.js')).duplicatesCommand(setExitCode),
  identify: async ({ setExitCode }) => (await import('./identify.js')).identifyCommand(setExitCode),
  verify: async ({ setExitCode }) => (await import('./verify.js')).verifyCommand(setExitCode),
  calibrate: async () => (await import('./calibrate.js')).calibrateCommand(),
  users: async ({ setExitCode }) => (await import('./users.js')).usersCommand(setExitCode),
  faces: async ({ setExitCode }) => (await import('./faces.js')).facesCommand(setExitCode),
  status: async ({ setExitCode }) => (await import('./status.js')).statusCommand(setExitCode),
  collections: async ({ setExitCode }) =>
    (await import('./collections.js')).collectionsCommand(setExitCode),
  'export-csv': async () => (await import('./export-csv.js')).exportCsvCommand(),
  templates: async ({ setExitCode }) =>
    (await import('./templates.js')).templatesCommand(setExitCode),
  upgrade: async ({ setExitCode }) => (await import('./upgrade.js')).upgradeCommand(setExitCode),
  runs: async ({ runAgain }) => (await import('./runs.js')).runsCommand(runAgain),
  audit: async ({ setExitCode }) => (await import('./audit.js')).auditCommand(setExitCode),
  purge: async ({ setExitCode }) => (await import('./purge.js')).purgeCommand(setExitCode),
  backup: async ({ setExitCode }) => (await import('./backup.js')).backupCommand(setExitCode),
  restore: async ({ setExitCode }) => (await import('./restore.js')).restoreCommand(setExitCode),
  check: async ({ setExitCode }) => (await import('./check.js')).checkCommand(setExitCode),
  key: async ({ setExitCode }) => (await import('./key.js')).keyCommand(setExitCode),
  models: async ({ setExitCode }) => (await import('./models.js')).modelsCommand(setExitCode),
  config: async () => (await import('./config.js')).configCommand(),
  doctor: async ({ setExitCode }) => (await import('./doctor.js')).doctorCommand(setExitCode),
  completion: async () => (await import('./completion.js')).completionCommand(),
  schema: async () => (await import('./schema.js')).schemaCommand(),
  help: async () => (await import('./help.js')).helpCommand(),
};

/** They tell of all the others. */
const ABOUT_ALL: readonly string[] = ['config', 'doctor', 'completion', 'help'];

/** The command that the first word names, alone; all of them for any other word. */
export function commandsFor(word: string, host: CommandHost): Promise<Command[]> {
  const one = ABOUT_ALL.includes(word) ? undefined : new Map(Object.entries(COMMANDS)).get(word);
  const loads = one ? [one] : Object.values(COMMANDS);
  return Promise.all(loads.map((load) => load(host)));
}
