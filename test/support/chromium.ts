import { existsSync } from 'node:fs';

/** The browser of the tests: see src/README.md. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const hasChromium = (): boolean => existsSync(CHROMIUM);
