import { describe, expect, it } from 'vitest';
import { customersColumns } from '../../src/source/csv-report.js';
import { matchRenamed } from '../../src/source/renamed-columns.js';
import { reportPlaces } from '../../src/source/report-places.js';

const OWN = ['row', 'error_code', 'error_message', 'error_advice', 'report_row'];
const KEY = 'R-01a1fd18-b2ef-7fc8-b34b-7e07affbabe5-1-abcdef';
const TOLD = ['2', 'FILE_EMPTY', 'it is empty', 'Look again.', KEY];

type Maps = { readonly past?: Record<string, string>; readonly map?: Record<string, string> };

/** How a file with these headings is read, whose report had `reported`. */
function read(
  reported: readonly string[],
  headings: readonly string[],
  { past = {}, map = {} }: Maps = {},
  cells: readonly string[] = headings.map(() => 'x'),
) {
  const all = [...headings, ...OWN];
  const rows = [[...cells, ...TOLD]];
  const columns = customersColumns(all, reportPlaces(all, { rows, reported }), reported);
  const maps = { past: new Map(Object.entries(past)), map: new Map(Object.entries(map)) };
  const found = matchRenamed(columns, reported.length, { file: 'r.csv', rows, ...maps });
  return { ...found.columns, map: Object.fromEntries(found.map) };
}

const REPORTED = ['user_id', 'Team', 'face_image_file1'];

describe('a column of an error report', () => {
  it.each([
    [['user_id', 'Team', 'Foto'], 'Foto', 'face_image_file1', 'face_image_file1'],
    [['Kennung', 'Team', 'face_image_file1'], 'Kennung', 'user_id', 'user_id'],
    [['user_id', 'Abteilung', 'face_image_file1'], 'Abteilung', 'Team', 'Team'],
    [['user_id', 'face_image_file1', 'Gruppe'], 'Gruppe', 'Team', 'Team'],
  ])(
    'that was renamed is refused, and known again by the --map that is told: %j',
    (headings, to, from, field) => {
      expect(() => read(REPORTED, headings)).toThrow(
        `"r.csv" no longer has the column "${from}" of the report, but has 1 column that the report did not have: "${to}". ` +
          `If "${to}" is the column "${from}", rename it back or say --map "${to}=${field}"; ` +
          `if it is a column of your own, say --map "${to}=other"`,
      );
      const mapped = read(REPORTED, headings, { map: { [to]: field } });
      expect(mapped.headings).toEqual(REPORTED);
      expect(mapped.places[REPORTED.indexOf(from)]).toBe(headings.indexOf(to));
      expect(mapped.map, 'the next report has the name that was reported').toEqual({});
      const own = read(REPORTED, headings, { map: { [to]: 'other' } });
      expect(own.headings).toEqual([...REPORTED, to]);
      expect(own.places[REPORTED.indexOf(from)]).toBeUndefined();
    },
  );

  it('that a --map of its run named is known under the name of its field, and that --map stays', () => {
    const past = { Badge: 'user_id', Bild: 'face_image_file1' };
    const named = read(['Badge', 'Bild'], ['User ID', 'Bild'], { past });
    expect(named).toEqual({ headings: ['Badge', 'Bild'], places: [0, 1], map: past });
    const mapped = read(['Badge', 'Bild'], ['Badge', 'Photo'], {
      ...{ past, map: { Photo: 'face_image_file1' } },
    });
    expect(mapped).toEqual({ headings: ['Badge', 'Bild'], places: [0, 1], map: past });
  });

  it('that lost its heading is refused; an empty column is none', () => {
    expect(() => read(REPORTED, ['user_id', 'Team', ''])).toThrow(
      'column 3 without a heading. Give column 3 the heading that it had',
    );
    expect(read(REPORTED, ['user_id', 'Team', ''], {}, ['1', 'x', '']).places[2]).toBeUndefined();
  });

  it('may be deleted, and others added, the ones that a report asks for at the same time', () => {
    expect(read(REPORTED, ['user_id', 'face_image_file1']).places).toEqual([0, undefined, 1]);
    expect(read(REPORTED, [...REPORTED, 'Note']).headings).toEqual([...REPORTED, 'Note']);
    expect(read(REPORTED, ['user_id', 'Team', 'consent_at']).headings).toContain('consent_at');
  });

  it('that was added and looks like photos is refused beside the reported one', () => {
    const note = [...REPORTED, 'Note'];
    expect(() => read(REPORTED, note, {}, ['1', 'x', 'a.jpg', 'b.jpg'])).toThrow(
      '"r.csv" has a column "Note" that looks like photos, and that the report had not',
    );
    expect(() => read(REPORTED, [...REPORTED, 'Passfoto'])).toThrow('looks like photos');
    const map = { Passfoto: 'other' };
    expect(read(REPORTED, [...REPORTED, 'Passfoto'], { map }).map).toEqual(map);
  });
});

describe("an error report's own columns", () => {
  const GERMAN = ['Zeile', 'Fehlercode', 'Meldung', 'Rat', 'Schluessel'];
  const places = { row: 2, error_code: 3, error_message: 4, error_advice: 5, report_row: 6 };

  it.each([
    ['translated', GERMAN, KEY],
    [
      'written in another way',
      ['Row', 'Error code', 'ERROR-MESSAGE', 'Error Advice', 'Report-Row'],
      KEY,
    ],
    ['translated, and its keys in capitals', GERMAN, KEY.toUpperCase()],
  ])('are found when their headings are %s', (_, own, key) => {
    const headings = ['user_id', 'face_image_file1', ...own];
    const rows = [
      ['1', '', '', '', '', '', ''],
      ['1', 'a.jpg', ...TOLD.slice(0, 4), key],
    ];
    expect(reportPlaces(headings, { rows })).toEqual(places);
    const reported = ['user_id', 'face_image_file1'];
    expect(reportPlaces(headings, { rows, reported })).toEqual(places);
  });

  it('are never taken for data, those that are left of them either', () => {
    const headings = ['user_id', 'Zeile', 'Rat', 'Schluessel'];
    const rows = [['1', '2', 'Look again.', KEY]];
    const found = reportPlaces(headings, { rows, reported: ['user_id', 'face_image_file1'] });
    expect(customersColumns(headings, found, ['user_id', 'face_image_file1'])).toEqual({
      ...{ headings: ['user_id', 'face_image_file1'], places: [0, undefined] },
    });
    // Whose run is not known: nobody can tell which columns are the customer's.
    expect(reportPlaces(headings, { rows })).toMatchObject({ report_row: 3, row: undefined });
  });

  it('are not those of the same name that the list had', () => {
    const headings = ['row', 'user_id', 'report_row'];
    expect(reportPlaces(headings, { reported: ['row', 'user_id'] })).toMatchObject({
      ...{ row: undefined, report_row: 2 },
    });
    expect(reportPlaces(['user_id', 'code'], { rows: [['1', `${KEY}x`]] })).toBeUndefined();
  });
});
