import { execFile } from 'node:child_process';
import { printable } from '../../domain/text.js';
import type { Diagnosis } from '../../render/doctor.js';

/** A native module, the one file of ours that imports it, and what loads its binary part. */
interface NativeModule {
  readonly name: string;
  /** From this file. */
  readonly importer: string;
  readonly load: string;
  readonly advice: string;
}

const REINSTALL = 'run "npm ci" (or install faceenroll again) on this machine, with this Node.js';

const MODULES: readonly NativeModule[] = [
  {
    name: 'sharp',
    importer: '../../face/decode.js',
    load: 'await import(importer);',
    advice: `${REINSTALL}, with optional dependencies`,
  },
  {
    name: 'onnxruntime-node',
    importer: '../../models/session.js',
    load: 'await import(importer);',
    advice: REINSTALL,
  },
  {
    name: 'better-sqlite3',
    importer: '../../store/database.js',
    // Its binary is loaded with the first database, which is one in memory.
    load: "(await import(importer)).openDatabaseDry('').close();",
    advice: REINSTALL,
  },
];

/** Loading a library takes a second on a slow disk; longer than this, in milliseconds, it hangs. */
const TIMEOUT_MS = 60_000;

/** Whether each module with native code loads. */
export function checkNativeModules(): Promise<readonly Diagnosis[]> {
  return Promise.all(MODULES.map(checkNativeModule));
}

/** Loads a module in a process of its own: a wrong binary may take its process with it. */
export function checkNativeModule(module: NativeModule): Promise<Diagnosis> {
  const { name: check, importer, load, advice } = module;
  const url = new URL(importer, import.meta.url).href;
  const program = `const importer = ${JSON.stringify(url)}; ${load}`;
  const args = ['--input-type=module', '--eval', program];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: TIMEOUT_MS }, (error, _, stderr) => {
      if (!error) resolve({ check, status: 'ok', message: 'loads' });
      const how = error?.signal ?? `exit code ${error?.code}`;
      const said = errorLine(stderr) ?? how;
      resolve({ check, status: 'failed', message: `does not load: ${printable(said)}`, advice });
    });
  });
}

/** Of a stack trace the line that says what is wrong. */
function errorLine(stderr: string): string | undefined {
  return stderr.split('\n').find((line) => /^\w*Error\b/.test(line));
}
