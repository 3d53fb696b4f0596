import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IDENTIFY_OPTIONS } from '../../../src/operations/compare/options.js';
import { identify } from '../../../src/operations/compare.js';
import { facesUpdate } from '../../../src/operations/faces.js';
import { withDefaults } from '../../../src/operations/options/row.js';
import { Service } from '../../../src/operations/serving/service.js';
import { usersDelete, usersRename } from '../../../src/operations/users.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { runMain } from '../../support/main.js';
import {
  endingsOf,
  enrolled,
  fakePool,
  NOBODY,
  photoOf,
  quietHost,
} from '../../support/service.js';

const IDS = ['u1', 'u2', 'u3'];
const PEOPLE = ['ann', 'bob', 'cid'];

interface Step {
  readonly do: string;
  readonly id: string;
  readonly person: string;
}

const id = fc.constantFrom(...IDS);

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('enroll'), id, person: fc.constantFrom(...PEOPLE) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete'), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename'), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('describe'), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete elsewhere'), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('import elsewhere'), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
) as fc.Arbitrary<Step>;

/** Who has whose face, or no face (null), by user ID; and the last ID that users of an ID got. */
class Model extends Map<string, string | null> {
  readonly #renamed = new Map<string, string>();
  #renamings = 0;

  /** The present ID of the user who had an ID. */
  nowCalled(userId: string): string {
    return this.has(userId) ? userId : (this.#renamed.get(userId) ?? userId);
  }

  rename(from: string): string {
    this.#renamings += 1;
    const to = `renamed-${this.#renamings}`;
    this.set(to, this.get(from) ?? null);
    this.delete(from);
    this.#renamed.set(from, to);
    return to;
  }
}

const open = (db: string) =>
  Service.open({ db, createMissing: true, wait: 5 }, quietHost(), () => fakePool());

/** Whom a photo of each person is taken for. */
async function found(service: Service): Promise<Record<string, readonly string[]>> {
  const photos = PEOPLE.map((person) => photoOf(person, 99));
  const input = { ...withDefaults(IDENTIFY_OPTIONS, {}), photo: photos.map(({ name }) => name) };
  const sent = new Map(photos.map((photo) => [photo.name, photo]));
  return service.perform(identify, input, { caller: NOBODY, photos: sent }, async ({ results }) => {
    const all: Record<string, readonly string[]> = {};
    for await (const { file, matches } of results) {
      all[file.replace('.jpg', '')] = matches.map(({ userId }) => userId);
    }
    return all;
  });
}

function expectedOf(model: Model): Record<string, readonly string[]> {
  const of = (person: string) => [...model].filter(([, face]) => face === person).map(([u]) => u);
  return Object.fromEntries(PEOPLE.map((person) => [person, of(person)]));
}

/** What enrolling a person for a user comes to. */
function endingIn(model: Model, userId: string, person: string): string {
  if (model.get(userId)) return 'FACE_PRESERVED';
  if (!model.has(userId) && model.has(model.nowCalled(userId))) return 'ID_CHANGED';
  if ([...model.values()].includes(person)) return 'DUPLICATE_OF_ENROLLED_USER';
  model.set(userId, person);
  return 'NEW_TEMPLATE_CREATED';
}

async function done(
  service: Service,
  db: string,
  cwd: string,
  model: Model,
  { do: what, id, person }: Step,
): Promise<void> {
  const place = { caller: NOBODY };
  const userId = what.startsWith('delete') ? model.nowCalled(id) : id;
  switch (what) {
    case 'enroll': {
      const result = await enrolled(service, userId, [photoOf(person)]);
      expect(endingsOf(result)).toEqual([endingIn(model, userId, person)]);
      return;
    }
    case 'delete': {
      if (!model.delete(userId)) return;
      const input = { ...withDefaults(usersDelete.options, {}), userId: [userId] };
      await service.perform(usersDelete, input, place, (plan) => plan.carryOut());
      return;
    }
    case 'rename': {
      if (!model.has(userId)) return;
      const newId = model.rename(userId);
      const input = { ...withDefaults(usersRename.options, {}), userId, newId };
      await service.perform(usersRename, input, place, () => {});
      return;
    }
    case 'describe': {
      const [face] = query(db, `SELECT face_id FROM templates WHERE user_id = '${userId}'`);
      if (!face) return;
      const input = { faceId: face.face_id, metadata: { seen: true }, merge: true };
      await service.perform(facesUpdate, input, place, () => {});
      return;
    }
    case 'delete elsewhere': {
      if (!model.delete(userId)) return;
      const { code } = await runMain(['users', 'delete', userId, '--yes', '--db', db], { cwd });
      expect(code).toBe(0);
      return;
    }
    case 'import elsewhere': {
      const csv = join(cwd, 'users.csv');
      writeFileSync(csv, `user_id,name\n${userId},Bo\n`);
      const { code } = await runMain(['import-csv', csv, '--db', db], { cwd });
      const isRenamed = !model.has(userId) && model.has(model.nowCalled(userId));
      expect(code).toBe(isRenamed ? 3 : 0);
      if (!isRenamed && !model.has(userId)) model.set(userId, null);
    }
  }
}

it('a service has what it did, in whatever order it and others change users', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      const cwd = temporaryFolder();
      const db = join(cwd, 'served.db');
      const model = new Model();
      let service = await open(db);
      try {
        await enrolled(service, 'first', [photoOf('dan')]);
        for (const one of steps) {
          if (one.do === 'restart') {
            await service.close();
            service = await open(db);
          } else await done(service, db, cwd, model, one);
          expect(await found(service)).toEqual(expectedOf(model));
        }
        const users = query(db, "SELECT user_id FROM users WHERE user_id <> 'first'");
        expect(users.map(({ user_id }) => user_id).sort()).toEqual([...model.keys()].sort());
      } finally {
        await service.close();
      }
    }),
    { numRuns: 10 },
  );
}, 120_000);
