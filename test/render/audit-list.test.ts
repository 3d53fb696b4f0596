import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { AuditRow } from '../../src/domain/audit.js';
import { auditCsv, auditEvents, auditText } from '../../src/render/audit-list.js';

const HASH = '5d'.repeat(32);

const row = (more: Partial<AuditRow> = {}): AuditRow => ({
  position: 1,
  at: '2026-03-01T08:00:03.123Z',
  osUser: 'hr',
  host: 'badges',
  runId: null,
  action: 'USER_CREATED',
  collection: 'default',
  userId: '1001',
  faceId: null,
  detail: '{}',
  reference: null,
  previousHash: HASH,
  hash: HASH,
  ...more,
});

const text = (...rows: Partial<AuditRow>[]): string =>
  [...auditText(rows.map((each) => row(each)))].join('\n');

describe('the audit for a person', () => {
  it('has the rows of one run under a heading that says who, where and why', () => {
    const run = { runId: '01a1fd18-b2ef-7fc8-b34b-7e07affbabe5', reference: 'CHG-4711' };
    const photo = { slot: 1, file: '1001.jpg', photoDigest: HASH };
    expect(
      text(
        run,
        { ...run, position: 2, action: 'NEW_TEMPLATE_CREATED', detail: JSON.stringify(photo) },
        { position: 1204, userId: '1002', osUser: 'root' },
      ),
    ).toBe(
      `hr@badges, run 01a1fd18-b2ef-7fc8-b34b-7e07affbabe5, reference CHG-4711,
  collection default
     1  2026-03-01T08:00:03Z  USER_CREATED          1001
     2  2026-03-01T08:00:03Z  NEW_TEMPLATE_CREATED  1001  file 1001.jpg

root@badges, collection default
  1204  2026-03-01T08:00:03Z  USER_CREATED          1002`,
    );
  });

  it('puts details that have no room into lines of their own, within 80 columns', () => {
    const reason = 'twins, seen by reception, who knows both of them since they went to school';
    const detail = JSON.stringify({ otherUserId: '1377', reason });
    const lines = text({ action: 'DUPLICATE_ALLOWED', detail }).split('\n');
    expect(lines.slice(2)).toEqual([
      '        otherUserId 1377, reason twins, seen by reception, who knows both of',
      '          them since they went to school',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('shows nothing raw that could steer a terminal, and no list or object', () => {
    const evil = '\u001b[2J\n';
    const shown = text(
      { userId: evil, osUser: evil, host: evil, reference: evil, action: evil, at: evil },
      { collection: evil, runId: evil, detail: JSON.stringify({ [evil]: evil, table: [1] }) },
      { detail: evil },
    );
    expect(shown).not.toContain('\u001b');
    expect(shown.split('\n').filter((line) => line.startsWith('[2J'))).toEqual([]);
    expect(shown).not.toContain('table');
  });

  it('says so when there are none', () => {
    expect(text()).toBe('No row of the audit matches.');
  });
});

describe('the audit as a CSV', () => {
  it('has every column, and no cell that a spreadsheet would run', () => {
    const lines = [...auditCsv([row({ userId: '=1+1', detail: '{"reason":"a, \\"b\\""}' })])];
    const [record, ...others] = parse(lines.join('\n'), { columns: true });
    expect(others).toEqual([]);
    expect(record).toEqual({
      ...{ position: '1', at: '2026-03-01T08:00:03.123Z', os_user: 'hr', host: 'badges' },
      ...{ run_id: '', reference: '', action: 'USER_CREATED', collection: 'default' },
      ...{ user_id: "'=1+1", face_id: '', detail: '{"reason":"a, \\"b\\""}' },
      ...{ previous_hash: HASH, hash: HASH },
    });
  });

  it('quotes a semicolon, which is a delimiter elsewhere', () => {
    expect([...auditCsv([row({ userId: 'a;b' })])][1]).toContain(',"a;b",');
  });
});

describe('the audit for a program', () => {
  it('has every column, the details as an object', () => {
    const [event, ...others] = auditEvents([row({ detail: '{"slot":1}' })]);
    expect(others).toEqual([]);
    expect(event).toEqual({ event: 'audit', ...row(), detail: { slot: 1 } });
  });
});
