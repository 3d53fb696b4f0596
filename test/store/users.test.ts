import { describe, expect, it } from 'vitest';
import { Users } from '../../src/store/users.js';
import { userData } from '../support/entries.js';
import { newDatabase } from '../support/store.js';

function newUsers() {
  const db = newDatabase();
  const row = (userId: string) =>
    db.prepare('SELECT * FROM users WHERE user_id = ?').get(userId) as Record<
      string,
      string | null
    >;
  return { db, users: new Users(db, 'default'), row };
}

describe('finding a user', () => {
  it('takes composed and decomposed letters for the same, and keeps the ID to the letter', () => {
    const { users } = newUsers();
    users.create('Zoe\u0308', userData(), 'now');
    expect(users.find('Zo\u00eb', false)).toEqual(['Zoe\u0308']);
  });

  it('does not take IDs for the same that only look alike', () => {
    const { users } = newUsers();
    users.create('7', userData(), 'now');
    for (const other of ['007', '7 ', '７', '7.0']) {
      expect([other, users.find(other, false), users.find(other, true)]).toEqual([other, [], []]);
    }
  });

  it('ignores case only when told', () => {
    const { users } = newUsers();
    users.create('ZO\u00cb', userData(), 'now');
    expect(users.find('zoe\u0308', false)).toEqual([]);
    expect(users.find('zoe\u0308', true)).toEqual(['ZO\u00cb']);
  });

  it('prefers the exact spelling, and names all when several fit', () => {
    const { users } = newUsers();
    for (const userId of ['Ann', 'ANN']) users.create(userId, userData(), 'now');
    expect(users.find('Ann', true)).toEqual(['Ann']);
    expect(users.find('ann', true)).toEqual(['ANN', 'Ann']);
  });

  it('looks into its own collection only', () => {
    const { db, users } = newUsers();
    db.exec("INSERT INTO collections VALUES ('guests', 'now')");
    const guests = new Users(db, 'guests');
    guests.create('ann', userData(), 'now');
    expect(users.find('ann', true)).toEqual([]);
    users.create('ann', userData(), 'now');
    expect(guests.find('ann', false)).toEqual(['ann']);
  });

  it.each([false, true])(
    'gives for many at once what it gives for each (ignoring case: %s)',
    (ic) => {
      const { users } = newUsers();
      for (const userId of ['Ann', 'ANN', 'Zoe\u0308', '7'])
        users.create(userId, userData(), 'now');
      const asked = [
        'ann',
        'Ann',
        'ANN',
        'Zo\u00eb',
        'zo\u00eb',
        '007',
        '7',
        '',
        'a "quoted" \u0000 ID',
      ];
      const each = asked.map((userId) => [userId, users.find(userId, ic)] as const);
      const found = users.findEach(asked, ic);
      expect(found).toEqual(new Map(each.filter(([, userIds]) => userIds.length > 0)));
      expect(found.size).toBe(ic ? 6 : 4);
    },
  );

  it('refuses a second user whose ID differs in composition only', () => {
    const { users } = newUsers();
    users.create('Zo\u00eb', userData(), 'now');
    expect(() => users.create('Zoe\u0308', userData(), 'now')).toThrow('UNIQUE');
  });
});

describe('the data of a user', () => {
  it('is kept where the CSV has no column, and emptied where it has an empty cell', () => {
    const { users, row } = newUsers();
    const first = userData({ name: 'Ann', email: 'a@x', title: 'Dr' }, { badge: '7', floor: '2' });
    users.create('ann', first, '2026-01-01');
    users.update('ann', userData({ name: 'Anna', email: '' }, { badge: '8' }), '2026-02-02');
    expect(row('ann')).toMatchObject({
      name: 'Anna',
      email: '',
      title: 'Dr',
      department: null,
      fields: '{"badge":"8","floor":"2"}',
      created_at: '2026-01-01',
      updated_at: '2026-02-02',
    });
  });

  it.each([
    ['says the same', userData({ name: 'Ann' }, { badge: '7' }), false],
    ['says less', userData({}, {}), false],
    ['has another name', userData({ name: 'Anna' }), true],
    ['has a column that was not there', userData({ title: '' }), true],
    ['has another extra value', userData({}, { badge: '8' }), true],
    ['has an extra column that was not there', userData({}, { floor: '2' }), true],
  ])('differs or not when the row %s', (_, data, differs) => {
    const { users } = newUsers();
    users.create('ann', userData({ name: 'Ann', email: 'a@x' }, { badge: '7' }), 'now');
    expect(users.differs('ann', data)).toBe(differs);
  });

  it('differs for a user who does not exist', () => {
    expect(newUsers().users.differs('nobody', userData())).toBe(true);
  });

  it.each(['__proto__', 'constructor', 'toString', '', 'a "quoted" \u0000 heading'])(
    'survives under the extra heading %j',
    (heading) => {
      const { users, row } = newUsers();
      const data = userData({}, Object.fromEntries([[heading, 'value']]));
      users.create('ann', userData(), 'now');
      expect(users.differs('ann', data)).toBe(true);
      users.update('ann', data, 'now');
      expect(Object.entries(JSON.parse(row('ann').fields ?? ''))).toEqual([[heading, 'value']]);
      expect(users.differs('ann', data)).toBe(false);
      users.update('ann', userData({}, { other: '1' }), 'now');
      expect(Object.entries(JSON.parse(row('ann').fields ?? ''))).toEqual([
        [heading, 'value'],
        ['other', '1'],
      ]);
    },
  );
});

describe('users who are near an ID that nobody has', () => {
  it.each([
    ['1006', ['001006']],
    ['1006_Smith', ['001006']],
    ['smith-1006.jpg', ['001006']],
    ['JDOE', ['j.doe']],
    ['j_doe.png', ['j.doe']],
    ['2', ['emp_2']],
    ['\uff11006', ['001006']],
    ['10', []],
    ['', []],
    ['...', []],
  ])('%j: %j', (userId, near) => {
    const { users } = newUsers();
    for (const one of ['001006', 'j.doe', 'emp_2', '77']) users.create(one, userData(), 'now');
    expect(users.near(userId)).toEqual(near);
  });

  it('are those of the collection alone', () => {
    const { db, users } = newUsers();
    db.prepare("INSERT INTO collections (name, created_at) VALUES ('other', 'now')").run();
    new Users(db, 'other').create('0017', userData(), 'now');
    expect(users.near('17')).toEqual([]);
  });

  it('are a few, also where very many have one number', () => {
    const { users } = newUsers();
    for (let n = 0; n < 40; n += 1) {
      users.create(`${String.fromCodePoint(0x4e00 + n)}-7`, userData(), 'now');
    }
    expect(users.near('7').length).toBe(3);
  });

  it('always have the other spellings of it among them, however many have its number', () => {
    const { users } = newUsers();
    for (let n = 0; n < 40; n += 1) {
      users.create(`${String.fromCodePoint(0x4e00 + n)}-8`, userData(), 'now');
    }
    users.create('008', userData(), 'now');
    expect(users.near('8')).toEqual(['008']);
  });
});
