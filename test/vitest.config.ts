import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // A command that enrolls photos takes seconds on a slow machine; nothing asserts times.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Workers of the program use the cores already.
    maxWorkers: 2,
  },
});
