import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import {
  duplicatesCsv,
  duplicatesEvents,
  duplicatesSummary,
  duplicatesText,
} from '../../src/render/duplicates.js';
import { duplicateScan, similarUsers } from '../support/duplicates.js';

const CLUSTERS = [
  {
    userIds: ['1001', '1002', '77'],
    pairs: [similarUsers('1002', '77', 0.98765432), similarUsers('1001', '1002', 0.97)],
  },
  { userIds: ['=1+1', 'Zoë'], pairs: [similarUsers('=1+1', 'Zoë', 1)] },
];

const lines = (scan = duplicateScan()): string[] => [...duplicatesText(scan)];

describe('the text of a scan', () => {
  it('begins with what was found, what the threshold means and the false alarms', () => {
    expect(lines(duplicateScan({ clusters: CLUSTERS, allowedPairs: 1 }))).toEqual([
      '5 users in 2 clusters may be duplicates (searched: 1,478 templates of 1,010',
      '  users).',
      'Threshold: similarity 0.9600 (what it means).',
      'False alarms to expect: about 0.7 pairs of templates of different people.',
      'Left out: 1 pair of users, as exceptions.',
      '',
      'Cluster 1: 1001, 1002 and 77',
      '  0.9877  1002  77',
      '  0.9700  1001  1002',
      '',
      'Cluster 2: =1+1 and Zoë',
      '  1.0000  =1+1  Zoë',
      '',
      'Twins, or an approved second user ID? Allow them, and they are not listed again:',
      '  faceenroll duplicates allow <user-a> <user-b> --reason <text>',
    ]);
  });

  it('tells what was searched when nothing was found', () => {
    expect(lines()).toEqual([
      'No duplicates in 1,478 templates of 1,010 users.',
      ...[...duplicatesSummary(duplicateScan())].slice(1),
    ]);
  });

  it('does not guess at false alarms when nobody has measured them', () => {
    const text = lines(duplicateScan({ falseAlarms: null, threshold: null })).join('\n');
    expect(text).toContain('similarity 0.9600');
    expect(text).not.toContain('alarm');
  });

  it.each([
    [0.01, 'fewer than 0.1 pairs'],
    [7.39, 'about 7 pairs'],
    [1, 'about 1 pair'],
    [12345, 'about 12,000 pairs'],
  ])('tells %d false alarms as "%s"', (falseAlarms, text) => {
    expect(lines(duplicateScan({ falseAlarms }))).toContain(
      `False alarms to expect: ${text} of templates of different people.`,
    );
  });

  it('fits 80 columns', () => {
    const users = Array.from({ length: 40 }, (_, i) => `employee-number-${i}`);
    const pairs = users.slice(1).map((user) => similarUsers('employee-number-0', user, 0.97));
    const meaning = `similarity 0.9654 (${'a long explanation '.repeat(12)})`;
    const text = lines(duplicateScan({ clusters: [{ userIds: users, pairs }], meaning }));
    expect(text).toContain('  and 19 pairs more, less similar (--csv lists them all)');
    expect(text.filter((line) => line.length > 80)).toEqual([]);
  });

  it('shows control characters of a user ID instead of obeying them', () => {
    const clusters = [
      { userIds: ['\u001b[2J', 'b'], pairs: [similarUsers('\u001b[2J', 'b', 0.97)] },
    ];
    const text = lines(duplicateScan({ clusters })).join('\n');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('\\u001b[2J');
  });
});

describe('the CSV of a scan', () => {
  it('has a line for each pair, and no cell that a spreadsheet would run', () => {
    const csv = [...duplicatesCsv(duplicateScan({ clusters: CLUSTERS }))].join('\n');
    expect(parse(csv)).toEqual([
      ['cluster', 'user_id', 'other_user_id', 'similarity', 'face_id', 'other_face_id'],
      ['1', '1002', '77', '0.987654', 'f-1002', 'f-77'],
      ['1', '1001', '1002', '0.970000', 'f-1001', 'f-1002'],
      ['2', "'=1+1", 'Zoë', '1.000000', 'f-=1+1', 'f-Zoë'],
    ]);
  });

  it('keeps a user ID with commas, quotes and line ends in one cell', () => {
    const userId = 'a,"b"\nc';
    const clusters = [{ userIds: [userId, 'd'], pairs: [similarUsers(userId, 'd', 1)] }];
    const csv = [...duplicatesCsv(duplicateScan({ clusters }))].join('\n');
    expect(parse(csv)[1]?.slice(1, 3)).toEqual([userId, 'd']);
  });

  it('quotes a semicolon, which is a delimiter elsewhere', () => {
    const clusters = [{ userIds: ['a;b', 'd'], pairs: [similarUsers('a;b', 'd', 1)] }];
    expect([...duplicatesCsv(duplicateScan({ clusters }))][1]).toMatch(/^1,"a;b",d,/);
  });

  it('has its headings when nothing was found', () => {
    expect([...duplicatesCsv(duplicateScan())]).toHaveLength(1);
  });
});

describe('the events of a scan', () => {
  it('are the clusters, then the summary', () => {
    const events = [...duplicatesEvents(duplicateScan({ clusters: CLUSTERS }), 3)];
    expect(events).toEqual([
      { event: 'cluster', cluster: 1, ...CLUSTERS[0] },
      { event: 'cluster', cluster: 2, ...CLUSTERS[1] },
      {
        event: 'summary',
        ...{ clusters: 2, allowedPairs: 0, templates: 1478, users: 1010, falseAlarms: 0.7389 },
        ...{ similarity: 0.96, fmr: 1e-6, extrapolated: true, measuredOn: 'a test', exitCode: 3 },
        meaning: 'similarity 0.9600 (what it means)',
      },
    ]);
  });

  it('have null for what is not known', () => {
    const scan = duplicateScan({ threshold: null, falseAlarms: null });
    const [summary] = duplicatesEvents(scan, 0);
    const unknown = { fmr: null, extrapolated: null, measuredOn: null, falseAlarms: null };
    expect(summary).toMatchObject({ ...unknown, similarity: 0.96, exitCode: 0 });
  });
});
