import { expect, it } from 'vitest';
import { GroupTally } from '../../src/search/group-tally.js';

/** Users 0, 1, 2 and 6 are in group 0, users 3, 4 and 5 in group 1; user 2 is in group 2, too. */
const GROUPS = [[0], [0], [0, 2], [1], [1], [1], [0]];

it('counts pairs, matches and what they share within each group', () => {
  const tally = new GroupTally(GROUPS, 3, [{ user: 0, other: 1 }]);
  tally.addMatch('verification', 0, 2);
  tally.addMatch('verification', 2, 6);
  tally.addMatch('verification', 2, 3);
  tally.addMatch('duplicates', 3, 5);
  const [first, second, third] = tally.counted();
  // Of six pairs one is a recorded exception; user 2 is in two matches.
  expect(first).toMatchObject({ users: 4, suspicious: 0 });
  expect(first?.verification).toEqual({ users: 4, of: 5, events: 2, sharing: 12, bothEvents: 1 });
  expect(second?.verification).toMatchObject({ of: 3, events: 0 });
  expect(second?.duplicates).toMatchObject({ of: 3, events: 1, bothEvents: 0 });
  expect(third?.verification).toEqual({ users: 1, of: 0, events: 0, sharing: 0, bothEvents: 0 });
});

it('tells alarms by users of the group from those by others, each user once', () => {
  const tally = new GroupTally(GROUPS, 3);
  tally.addAlarm(0, 1);
  tally.addAlarm(1, 0);
  tally.addAlarm(1, 3);
  tally.addAlarm(4, 5);
  const [first, second] = tally.counted();
  expect(first?.within).toEqual({ users: 2, squares: 4 });
  expect(first?.between).toEqual({ users: 1, squares: 1 });
  expect(first?.any).toEqual({ users: 2, squares: 4 });
  // User 3 hangs together with users 0 and 1, who are in another group.
  expect(second?.within).toEqual({ users: 2, squares: 4 });
  expect(second?.between).toEqual({ users: 1, squares: 1 });
  expect(second?.any).toEqual({ users: 3, squares: 5 });
});

it('counts pairs of one user, and pairs that stand off, for each of the groups', () => {
  const tally = new GroupTally(GROUPS, 3);
  tally.addGenuine(2, 3, 2);
  tally.addGenuine(0, 1, 0);
  tally.addGenuine(1, 0, 0);
  tally.addSuspicion(0, 6);
  tally.addSuspicion(0, 3);
  const [first, , third] = tally.counted();
  expect(first?.genuine).toEqual({ users: 2, of: 4, events: 2, sharing: 3, bothEvents: 1 });
  expect(third?.genuine).toEqual({ users: 1, of: 3, events: 2, sharing: 3, bothEvents: 1 });
  expect([first?.suspicious, third?.suspicious]).toEqual([1, 0]);
});
