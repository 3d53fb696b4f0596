import { Option } from 'commander';

/** --allow-odd-ids, of every command that makes users. */
export function oddIdsOption(): Option {
  return new Option(
    '--allow-odd-ids',
    'take user IDs that hardly any person has: with invisible characters or quotation marks, NULL, 1005.0, dates',
  );
}
