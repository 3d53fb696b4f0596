import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: new URL('global-setup.ts', import.meta.url).pathname,
    setupFiles: new URL('seeded.ts', import.meta.url).pathname,
    // A command that enrolls photos takes seconds on a slow machine; nothing asserts times.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A snapshot that is missing or left over is an error here as in CI; -u writes them.
    update: 'none',
    // A process of its own for each file takes half a second; no test leaves anything to the next.
    isolate: false,
    // Tests wait for the program, which has one worker; some wait for a moment to pass.
    maxWorkers: availableParallelism() + 1,
  },
});
