import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFilter, encodeFilter, filterWords, withFilter, withoutFilter } from './filter.ts';
import type { Filter } from './model.ts';

const text = fc.string({ minLength: 1, unit: 'binary' });
const filters = fc.oneof(
  fc.record({ field: text, op: fc.constantFrom('eq', 'ne', 'contains', 'gte'), value: text }),
  fc.record({ field: text, op: fc.constantFrom('in', 'not_in'), value: fc.array(text, { minLength: 1 }) }),
  fc.record({ field: fc.constant('duration_ms'), op: fc.constantFrom('lt', 'gte'), value: fc.integer() }),
  fc.record({ field: text, op: fc.constant('exists'), value: fc.boolean() }),
) as fc.Arbitrary<Filter>;

describe('filters in the URL', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        fc.pre(
          !/^(cost|.*_ms|.*_tokens|cost_sent|http_status|score\..*)$/s.test(filter.field) ||
            filter.field === 'duration_ms',
        );
        expect(decodeFilter(encodeFilter(filter))).toEqual(filter);
      }),
    );
  });

  it('are readable', () => {
    expect(encodeFilter({ field: 'model', op: 'eq', value: 'gpt-4o' })).toBe('model:eq:gpt-4o');
    expect(encodeFilter({ field: 'model', op: 'in', value: ['a', 'b,c'] })).toBe('model:in:a,b\\,c');
  });

  it('hold numbers for numeric fields and text for the rest', () => {
    expect(decodeFilter('duration_ms:gt:1500')?.value).toBe(1500);
    expect(decodeFilter('prompt_version:eq:7')?.value).toBe('7');
  });

  it.each(['', 'model', 'model:like:x', ':eq:x', 'model:eq'])('ignores %j', (broken) => {
    expect(decodeFilter(broken)).toBeUndefined();
  });
});

describe('a list of filters', () => {
  const gpt: Filter = { field: 'model', op: 'eq', value: 'gpt-4o' };

  it('replaces an equality on the same field and keeps the rest', () => {
    const slow: Filter = { field: 'duration_ms', op: 'gt', value: 100 };
    const claude: Filter = { field: 'model', op: 'eq', value: 'claude' };
    expect(withFilter([gpt, slow], claude)).toEqual([slow, claude]);
    expect(withFilter([slow], slow)).toEqual([slow]);
    expect(withoutFilter([gpt, slow], { ...slow })).toEqual([gpt]);
  });

  it('reads as words', () => {
    expect(filterWords(gpt)).toBe('model = gpt-4o');
    expect(filterWords({ field: 'ttft_ms', op: 'exists', value: false })).toBe('ttft_ms is unknown');
  });
});
