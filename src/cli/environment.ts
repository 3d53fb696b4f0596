import type { Command, Option } from 'commander';
import type { Environment } from '../operations/host.js';

/** What the environment says of an option. Set but empty means unset, as with other programs. */
export function environmentValue({ envVar }: Option, env: Environment): string | undefined {
  return (envVar === undefined ? undefined : env[envVar]) || undefined;
}

/** What the environment wins over. */
const WEAKER = [undefined, 'default', 'config', 'env'];

/**
 * Lets a command take from `env` what the environment says of its options. Commander asks the
 * environment of the process, at a point of its parsing that nothing public leads to.
 */
export function takeEnvironment(command: Command, env: Environment): void {
  const emitter = command as Command & NodeJS.EventEmitter;
  const parse = (): void => {
    for (const option of command.options) {
      const value = environmentValue(option, env);
      const source = command.getOptionValueSource(option.attributeName());
      if (value === undefined || !WEAKER.includes(source)) continue;
      emitter.emit(`optionEnv:${option.name()}`, value);
    }
  };
  Object.assign(command, { _parseOptionsEnv: parse });
}
