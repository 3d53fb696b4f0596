/** Whether there is a process of this ID, whosever it is. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // It is alive under another account.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}
