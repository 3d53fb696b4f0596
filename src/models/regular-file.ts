import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { systemProblem } from '../domain/system-problem.js';
import { pathText } from '../domain/text.js';
import { ModelPackError } from './model-pack-error.js';

/**
 * Reads a file that the operator named.
 *
 * @throws {ModelPackError} when it cannot be read, or is a folder, a pipe or a device.
 */
export function readRegularFile(path: string): Buffer {
  let file: number | undefined;
  try {
    // Opening a named pipe without O_NONBLOCK would block.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) throw new Error('it is not a regular file');
    return readFileSync(file);
  } catch (error) {
    throw new ModelPackError(`${pathText(path)} cannot be read: ${systemProblem(error)}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
