import type { Command } from 'commander';
import { EXIT } from '../../domain/exit-codes.js';
import { jsonLine } from '../../domain/text.js';
import { checkDatabase } from '../../operations/doctor/database.js';
import {
  checkDisk,
  checkMemory,
  checkNode,
  checkProcessor,
} from '../../operations/doctor/machine.js';
import { checkMail } from '../../operations/doctor/mail.js';
import { checkModels } from '../../operations/doctor/models.js';
import { checkNativeModules } from '../../operations/doctor/native.js';
import { checkPhotoQueue } from '../../operations/doctor/queue.js';
import { checkSelfTest } from '../../operations/doctor/self-test.js';
import { checkStrength } from '../../operations/doctor/strength.js';
import { type Diagnosis, diagnosisEvent, diagnosisLines, tallyOf } from '../../render/doctor.js';
import { hostOf, type Io } from '../io.js';
import { checkConfig } from './config.js';
import type { DoctorOptions } from './options.js';

/** `faceenroll doctor`; returns the exit code: 1 when a check failed. */
export async function doctor(command: Command, io: Io): Promise<number> {
  const host = hostOf(io);
  const diagnoses: Diagnosis[] = [];
  // Told one by one: whoever waits for the models sees what is well already.
  const tell = (...found: readonly Diagnosis[]): void => {
    for (const diagnosis of found) {
      diagnoses.push(diagnosis);
      const lines = command.opts<DoctorOptions>().json
        ? [diagnosisEvent(diagnosis)]
        : diagnosisLines(diagnosis);
      io.stdout.write(`${lines.join('\n')}\n`);
    }
  };
  const isWell = (check: string): boolean =>
    diagnoses.every((one) => one.check !== check || one.status !== 'failed');

  // First, since it says where everything else is.
  tell(checkConfig(command, io));
  const options = command.opts<DoctorOptions>();
  const isNamed = command.getOptionValueSource('db') !== 'default';
  tell(checkNode());
  tell(...(await checkNativeModules()));
  tell(checkModels(options.models));
  const opens = isWell('better-sqlite3');
  tell(...(await checkDatabase({ ...options, isNamed }, opens, host)));
  tell(await checkStrength(options.models, options.db, opens));
  tell(await checkMail(options, host));
  tell(...(await checkPhotoQueue(options, host)));
  tell(checkDisk(options.db, host), checkMemory(), checkProcessor());
  const needed = ['sharp', 'onnxruntime-node', 'models'];
  tell(
    await checkSelfTest(
      options.models,
      needed.filter((check) => !isWell(check)),
    ),
  );

  const { ok, warning, failed } = tallyOf(diagnoses);
  const exitCode = failed > 0 ? EXIT.stopped : EXIT.done;
  const summary = { event: 'summary', ok, warnings: warning, failed, exitCode };
  const text = `\n${ok} ok, ${warning} with a warning, ${failed} failed`;
  io.stdout.write(`${options.json ? jsonLine(summary) : text}\n`);
  return exitCode;
}
