/** Commands that enroll bit by bit: what they have done holds, however their run ends. */
const SERVICE_COMMANDS = ['serve', 'review approve'] as const;

export type ServiceCommand = (typeof SERVICE_COMMANDS)[number];

/** Whether a run of this command leaves nothing undone that could be resumed. */
export function isServiceCommand(command: string): boolean {
  return (SERVICE_COMMANDS as readonly string[]).includes(command);
}
