import type { Table } from '../table.ts';

export async function evaluate(_corpora: string): Promise<Table[]> {
  return [];
}
