import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The folder of an npm package installed next to faceenroll in exactly this version; undefined when
 * there is none.
 */
export function packageFolder(name: string, version: string): string | undefined {
  const require = createRequire(import.meta.url);
  for (const modules of require.resolve.paths(name) ?? []) {
    const folder = join(modules, name);
    try {
      const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (description.version === version) return folder;
    } catch {
      // Not in this node_modules: try the next one up.
    }
  }
  return undefined;
}
