#!/usr/bin/env node
/**
 * Starts dist/cli/main.js where it can run. better-sqlite3 takes Node-API 10, which Node.js has
 * from 22.14 and 23.6 on: an older one it ends with a segmentation fault, so nothing is loaded there.
 */
if (Number(process.versions.napi) >= 10) {
  import('../dist/cli/main.js');
} else {
  process.stderr.write(
    `faceenroll: Node.js 22.14 or later is needed, and this is ${process.versions.node}: install a newer one, for example from nodejs.org, then faceenroll again\n`,
  );
  process.exitCode = 1;
}
