/** What a worker thread is given when it starts: the files of the model pack. */
export interface WorkerSetup {
  readonly detector: string;
  readonly landmarks: string;
  readonly encoder: string;
}
