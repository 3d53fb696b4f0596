import { FatalError } from '../domain/fatal-error.js';
import { MEANINGS, problemText } from '../domain/problem-texts.js';
import { messageOf, pathText } from '../domain/text.js';

/** What SQLite's errors mean for an operator; `SQLITE_IOERR` stands for `SQLITE_IOERR_WRITE` and so on. */
const PROBLEMS: readonly (readonly [code: string, problem: string])[] = [
  ['SQLITE_FULL', `cannot be written, since ${problemText(MEANINGS.SQLITE_FULL.written)}`],
  ['SQLITE_IOERR', `cannot be read or written: ${MEANINGS.SQLITE_IOERR.remedy}`],
  [
    'SQLITE_READONLY',
    'cannot be written: check the permissions of the file and of its folder, and whether the disk is mounted read-only',
  ],
  [
    'SQLITE_CANTOPEN',
    'cannot be opened: check that its disk is there, and that its folder can be written',
  ],
  ['SQLITE_NOMEM', `cannot be read or written, since ${problemText(MEANINGS.SQLITE_NOMEM)}`],
  ['SQLITE_BUSY', 'is being written by another program: wait until that has ended'],
];

/** Ends every such message: what a failed transaction has done is taken back by SQLite. */
const AGAIN = 'Then run the same command again: what was kept stays, and nothing is done by halves';

/** An error of SQLite in words that name the database and what to do; undefined for any other. */
export function databaseProblem(error: unknown, path: string | undefined): FatalError | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code !== 'string' || path === undefined) return undefined;
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new FatalError(
      `the database ${pathText(path)} is damaged (${messageOf(error)}): restore it from a backup`,
    );
  }
  const problem = PROBLEMS.find(([prefix]) => code === prefix || code.startsWith(`${prefix}_`));
  return problem && new FatalError(`the database ${pathText(path)} ${problem[1]}. ${AGAIN}`);
}
