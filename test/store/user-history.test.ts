import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Audit, type AuditAction } from '../../src/store/audit.js';

import { AuditLog } from '../../src/store/audit-log.js';
import { TemplateStatuses } from '../../src/store/template-status.js';
import { UserHistory } from '../../src/store/user-history.js';
import { newDatabase } from '../support/store.js';

const NEVER = Number.POSITIVE_INFINITY;

/** An audit that is written by hand, in one collection. */
function scene(collection = 'default') {
  const db = newDatabase();
  const audit = new Audit(db, collection, {});
  const write = (action: AuditAction, userId: string, detail: object = {}): void => {
    db.transaction(() => audit.record(action, { userId }, detail, 'now')).immediate();
  };
  return {
    db,
    created: (userId: string) => write('USER_CREATED', userId),
    updated: (userId: string) => write('USER_UPDATED', userId),
    deleted: (userId: string) => write('USER_DELETED', userId),
    renamed: (from: string, to: string) => write('USER_RENAMED', to, { from, to }),
    write,
    history: new UserHistory(db),
    /** Positions of what `audit list --user` tells. */
    listed: (userId: string, filter = {}) =>
      [...new AuditLog(db).rows({ userId, ...filter })].map(({ position }) => position),
  };
}

describe('the history of a user', () => {
  it('is told under all IDs of a chain, there and back again', () => {
    const { created, renamed, updated, listed } = scene();
    created('a'); // 1
    renamed('a', 'b'); // 2
    created('x'); // 3
    updated('b'); // 4
    renamed('b', 'c'); // 5
    expect(listed('c')).toEqual([1, 2, 4, 5]);
    renamed('c', 'a'); // 6
    expect(listed('a')).toEqual([1, 2, 4, 5, 6]);
    expect(listed('x')).toEqual([3]);
  });

  it('is not told of whoever has a former ID now, nor of whoever had it earlier', () => {
    const { created, renamed, updated, listed, history } = scene();
    created('a'); // 1: the first one
    renamed('a', 'b'); // 2
    created('a'); // 3: the second one
    renamed('a', 'c'); // 4
    created('a'); // 5: the third one
    updated('b'); // 6
    expect(listed('b')).toEqual([1, 2, 6]);
    expect(listed('c')).toEqual([3, 4]);
    // Of an ID all is told, and where each one who had it went.
    expect(listed('a')).toEqual([1, 2, 3, 4, 5]);
    expect(history.idsOf('default', 'a', NEVER)).toEqual([
      { userId: 'a', after: 4, before: NEVER },
    ]);
  });

  it('tells exceptions that others have with a former ID, as long as it was the user', () => {
    const { created, renamed, write, listed } = scene();
    for (const id of ['a', 'x']) created(id); // 1, 2
    write('DUPLICATE_ALLOWED', 'x', { otherUserId: 'a' }); // 3
    renamed('a', 'b'); // 4
    created('a'); // 5
    write('DUPLICATE_ALLOWED', 'x', { otherUserId: 'a' }); // 6
    expect(listed('b')).toEqual([1, 3, 4]);
  });

  it('is filtered like any other, and of the collection that is meant', () => {
    const { db, created, renamed, listed } = scene();
    const other = new Audit(db, 'other', {});
    created('a'); // 1
    renamed('a', 'b'); // 2
    db.transaction(() => other.record('USER_CREATED', { userId: 'a' }, {}, 'now')).immediate(); // 3
    db.transaction(() =>
      other.record('USER_RENAMED', { userId: 'c' }, { from: 'a', to: 'c' }, 'now'),
    ).immediate(); // 4
    expect(listed('b')).toEqual([1, 2]);
    expect(listed('c')).toEqual([3, 4]);
    expect(listed('c', { collection: 'default' })).toEqual([]);
    expect(listed('b', { action: 'USER_CREATED' })).toEqual([1]);
    expect([...new AuditLog(db).rows({ userId: 'b' }, 1)].map((row) => row.position)).toEqual([2]);
  });

  it('is found in whatever Unicode form the ID is typed', () => {
    const { created, renamed, listed, history } = scene();
    created('Zoe\u0308'); // 1
    renamed('Zoe\u0308', 'Rene\u0301'); // 2
    for (const typed of ['Zo\u00eb', 'Zoe\u0308', 'Ren\u00e9', 'Rene\u0301']) {
      expect([typed, listed(typed)]).toEqual([typed, [1, 2]]);
    }
    expect(history.nowCalled('default', 'Zo\u00eb')).toBe('Rene\u0301');
  });

  it('is not mixed up with templates that went from one encoder to another', () => {
    const { created, write, history, listed } = scene();
    created('a');
    write('TEMPLATE_UPGRADED', 'a', { from: 'old', to: 'new' });
    expect(history.nowCalled('default', 'old')).toBeUndefined();
    expect(listed('old')).toEqual([]);
  });

  it('whatever happened, is what happened to the user', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const kind = fc.constantFrom('create', 'update', 'delete', 'rename');
    const steps = fc.array(fc.record({ kind, id, to: id }), { maxLength: 30 });
    const s = scene();
    const all = s.db.prepare<[], { position: number; userId: string }>(
      'SELECT position, user_id AS userId FROM audit ORDER BY position',
    );
    const check = fc.property(steps, (happened) => {
      s.db.exec('DELETE FROM audit');
      const people = new People();
      for (const { kind, id, to } of happened) {
        if (!people.does(kind, id, to)) continue;
        if (kind === 'create') s.created(id);
        if (kind === 'update') s.updated(id);
        if (kind === 'delete') s.deleted(id);
        if (kind === 'rename') s.renamed(id, to);
      }
      for (const [id, { rows }] of people.byId) {
        const ids = s.history.idsOf('default', id, NEVER);
        const isOf = ({ position, userId }: { position: number; userId: string }) =>
          ids.some((h) => h.userId === userId && h.after < position && position < h.before);
        expect(
          all
            .all()
            .filter(isOf)
            .map(({ position }) => position),
        ).toEqual(rows.sort(byNumber));
        expect(s.listed(id)).toEqual(expect.arrayContaining(rows));
      }
      for (const [id, person] of people.left) {
        expect(s.history.nowCalled('default', id)).toBe(person.id);
      }
    });
    fc.assert(check);
  });
});

const byNumber = (p: number, q: number) => p - q;

interface Person {
  id: string;
  /** Positions of the audit rows. */
  rows: number[];
  isThere: boolean;
}

/** Who has which ID. Who comes back under the same ID is taken for the same. */
class People {
  readonly byId = new Map<string, Person>();
  /** The last who was renamed from an ID. */
  readonly left = new Map<string, Person>();
  #position = 0;

  /** Whether a step is possible; then it is taken. */
  does(kind: string, id: string, to: string): boolean {
    const person = this.byId.get(id) ?? { id, rows: [], isThere: false };
    const other = this.byId.get(to);
    if (person.isThere === (kind === 'create')) return false;
    if (kind === 'rename' && (id === to || other?.isThere)) return false;
    this.#position += 1;
    person.rows.push(this.#position);
    person.isThere = kind !== 'delete';
    this.byId.set(id, person);
    if (kind === 'rename') this.#rename(person, to, other);
    return true;
  }

  #rename(person: Person, to: string, gone: Person | undefined): void {
    this.byId.delete(person.id);
    this.left.set(person.id, person);
    person.rows.push(...(gone?.rows ?? []));
    for (const [id, each] of this.left) if (each === gone) this.left.set(id, person);
    person.id = to;
    this.byId.set(to, person);
  }
}

describe('the status of a user', () => {
  it('of an ID that somebody was renamed from says to which, until somebody else has it', () => {
    const { db, created, renamed, deleted } = scene();
    const insert = db.prepare(
      `INSERT INTO users (collection, user_id, user_key, folded_key, created_at, updated_at)
       VALUES ('default', ?, ?, ?, 'now', 'now')`,
    );
    const statuses = new TemplateStatuses(db, 'default', 'encoder');
    created('a');
    renamed('a', 'b');
    renamed('b', 'c');
    insert.run('c', 'c', 'c');
    const gone = { exists: false, renamedTo: 'c', enrolledBefore: false };
    expect(statuses.of('a')).toMatchObject(gone);
    expect(statuses.of('b')).toMatchObject(gone);
    expect(statuses.of('c')).toMatchObject({ exists: true, renamedTo: null });
    created('a');
    insert.run('a', 'a', 'a');
    expect(statuses.of('a')).toMatchObject({ exists: true, renamedTo: null });
    db.exec("DELETE FROM users WHERE user_id = 'a'");
    deleted('a');
    expect(statuses.of('a')).toMatchObject({ exists: false, renamedTo: null });
    expect(statuses.of('d')).toBeUndefined();
  });
});
