import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from using Maglev, its compiler between the first and the best. It compiles while the
 * code runs, and from Node.js 24.15 on, it has a race that shows on machines with little time for
 * it: processes crash (https://github.com/nodejs/node/issues/64841). A crash costs a photo a second
 * try; wrong pixels would cost a person their face. Node.js 22 is without it, too. The time that
 * photos take is the same: hot loops go to the best compiler.
 */
export function leaveOutMaglev(): void {
  setFlagsFromString('--no-maglev');
}
