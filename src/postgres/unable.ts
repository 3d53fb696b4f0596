/** What keeps a server that answers from doing what it is asked, and what somebody does about it. */
interface Unable {
  readonly what: string;
  readonly remedy: string;
}

/** By SQLSTATE, or its class (PostgreSQL, appendix A): all that passes, or that an administrator mends meanwhile. */
const UNABLE: Readonly<Record<string, Unable>> = {
  '25006': {
    what: 'it is read-only',
    remedy:
      'name the primary server in the address if this is a replica, and else let its administrator allow writing',
  },
  '53': {
    what: 'it has reached one of its limits',
    remedy: 'raise its limits, such as that of open files',
  },
  '53100': { what: 'its disk is full', remedy: 'free some space there' },
  '53200': { what: 'it is out of memory', remedy: 'give it more' },
  '53300': { what: 'no connection is left', remedy: 'raise its limit, or use a pooler' },
  '53400': {
    what: 'a limit of its configuration is reached',
    remedy: 'raise the limit, as temp_file_limit for the user or the server',
  },
  '55P03': {
    what: 'a table is locked',
    remedy: 'look in pg_stat_activity for who holds it',
  },
  '57014': {
    what: 'it has canceled a statement',
    remedy: 'look in its log for who does, or for a time limit',
  },
  '58030': {
    what: 'it cannot read or write its disk',
    remedy: 'look in its log for the file, and check the disk',
  },
};

/** @returns undefined for an error that does not pass */
export function unableProblem(code: string, message: string): string | undefined {
  const [known] = [code, code.slice(0, 2)].filter((one) => Object.hasOwn(UNABLE, one));
  const unable = known === undefined ? undefined : UNABLE[known];
  return unable && `${unable.what} (${message}): ${unable.remedy}`;
}
