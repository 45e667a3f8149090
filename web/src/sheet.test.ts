import { describe, expect, test } from 'vitest';
import { gridOf } from './charts/series.ts';
import { csvOf, fileName, jsonOf, type Sheet, sheetOfLines, sheetOfRows } from './sheet.ts';

const sheet: Sheet = {
  columns: ['prompt', 'n', 'cost'],
  rows: [
    ['faq, "short"', 3, 0.5],
    ['=HYPERLINK("http://x")', 1, undefined],
    [undefined, 2, -1],
  ],
};

describe('a table as a file', () => {
  test('is RFC 4180 with formulas disarmed and unknown values empty', () => {
    expect(csvOf(sheet)).toBe(
      'prompt,n,cost\r\n"faq, ""short""",3,0.5\r\n"\'=HYPERLINK(""http://x"")",1,\r\n,2,-1\r\n',
    );
  });

  test.each(['=1', '+1', '-1', '@x', '\t=1', ' =1'])('disarms %j', (text) => {
    expect(csvOf({ columns: [], rows: [[text]] })).toContain(`'${text}`);
  });

  test('is objects in JSON, without what is unknown', () => {
    expect(JSON.parse(jsonOf(sheet, { what: 'Prompts' }))).toEqual({
      what: 'Prompts',
      rows: [
        { prompt: 'faq, "short"', n: 3, cost: 0.5 },
        { prompt: '=HYPERLINK("http://x")', n: 1 },
        { n: 2, cost: -1 },
      ],
    });
  });

  test('takes the columns one names from rows of numbers', () => {
    const rows = [{ n: 1, model: 'a', cost: 2, scopes: ['read', 'write'] }, { n: 2 }];
    expect(sheetOfRows(rows, ['model', 'n', 'scopes'])).toEqual({
      columns: ['model', 'n', 'scopes'],
      rows: [
        ['a', 1, 'read write'],
        [undefined, 2, undefined],
      ],
    });
  });
});

test('a chart is a row for each bucket, gaps left empty', () => {
  const meta = {
    interval: '1h',
    elapsed_ms: 1,
    source: 'raw' as const,
    range: { from: '2026-11-24T00:00:00Z', to: '2026-11-24T02:00:00Z' },
  };
  const grid = gridOf([{ time: '2026-11-24T01:00:00Z', n: 4, latency_p50: 120 }], undefined, meta);
  if (!grid) throw new Error('no grid');
  const lines = [{ label: 'P50', values: grid.of('latency_p50'), unit: 'ms' as const, ink: 'series-1' as const }];
  const { columns, rows } = sheetOfLines(grid, lines, grid.of('n'));
  expect(columns).toEqual(['time', 'n', 'P50 (ms)']);
  expect(rows.find(([time]) => time === '2026-11-24T01:00:00.000Z')).toEqual(['2026-11-24T01:00:00.000Z', 4, 120]);
  expect(rows.find(([time]) => time === '2026-11-24T00:00:00.000Z')?.[2] ?? null).toBeNull();
});

test('a file is named by project, what and range', () => {
  const range = { from: '2026-11-23T20:15:00Z', to: '2026-11-24T20:15:00Z' };
  expect(fileName('Shop (EU)', 'P95 latency/über', range, 'csv')).toBe(
    'shop-eu_p95-latency-uber_20261123T2015Z-20261124T2015Z.csv',
  );
  expect(fileName('…', '../../etc', range, 'png')).toBe('project_etc_20261123T2015Z-20261124T2015Z.png');
});
