import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './cli.js';

/** The tarball of an npm package with these files, by their paths inside the package. */
export function tarball(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, 'package', path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  execFileSync('tar', ['czf', 'package.tgz', 'package'], { cwd: folder });
  return readFileSync(join(folder, 'package.tgz'));
}

/** A tar with one entry, of which the heading names this size (octal). */
export function entryOfSize(size: string): Buffer {
  const tar = Buffer.alloc(2048);
  tar.write('package/index.js', 0);
  tar.write(size, 124);
  return tar;
}
