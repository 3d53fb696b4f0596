import type { Progress } from '../operations/progress.js';
import type { Io } from './io.js';
import type { ProgressScreen } from './progress-screen.js';

/** A screen of progress that is loaded when there is some: most commands end before that. */
export class LateScreen {
  #screen: ProgressScreen | undefined;
  #isLoading = false;
  /** What is to be shown as soon as the screen is there. */
  #last: Progress | undefined;

  constructor(
    private readonly io: Io,
    private readonly quiet: boolean,
  ) {}

  /** Shows how far a work is; undefined takes away what is shown. */
  show(at: Progress | undefined): void {
    this.#last = at;
    if (this.#screen) this.#screen.show(at);
    else if (at !== undefined && !this.#isLoading && !this.quiet) void this.#load();
  }

  async #load(): Promise<void> {
    this.#isLoading = true;
    const { progressScreen } = await import('./progress-screen.js');
    this.#screen = progressScreen(this.io);
    this.#screen.show(this.#last);
  }
}
