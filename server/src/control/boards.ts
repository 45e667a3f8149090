import { randomUUID } from 'node:crypto';
import { and, asc, desc, eq } from 'drizzle-orm';
import { Conflict, NotFound } from '../lib/errors.ts';
import { recordAudit } from '../meta/audit.ts';
import type { Db, Tx } from '../meta/db.ts';
import { audit, boards } from '../meta/tables.ts';
import type { Board, BoardContent } from '../model/board.ts';
import type { Principal } from '../model/principal.ts';
import { SHIPPED_BOARDS } from './shipped-boards.ts';

/** A board as it is kept. */
export interface KeptBoard extends Board {
  id: string;
  /** Comes with Telltale: the same in every project, and never changed. */
  shipped?: true;
  created_by?: string;
  created_at?: Date;
  updated_at?: Date;
}

export type BoardChange = { [K in keyof Board]?: Board[K] | undefined };

/** The boards of projects; whoever sees a project sees its boards. */
export interface Boards {
  /** Shipped ones first, then by name. */
  list(project: string): Promise<KeptBoard[]>;
  /** Throws `NotFound`. */
  read(project: string, id: string): Promise<KeptBoard>;
  /** Throws `Conflict` when the name is taken or there are too many. */
  save(by: Principal, given: Board): Promise<KeptBoard>;
  /**
   * Changes what is given and leaves the rest. `check` sees the whole before it is kept. With `seen`, the `updated_at` that the
   * change starts from, nobody else's change is overwritten. Throws `NotFound`, `Conflict`.
   */
  change(by: Principal, id: string, given: BoardChange, check: (board: Board) => void, seen?: Date): Promise<KeptBoard>;
  /** Throws `NotFound`, `Conflict`. */
  remove(by: Principal, id: string, seen?: Date): Promise<void>;
}

/** Boards of one project; more is no list to find anything in. */
const MOST = 200;

export function createBoards(db: Db): Boards {
  return {
    list: async (project) => {
      const own = await db
        .select()
        .from(boards)
        .where(eq(boards.project, project))
        .orderBy(asc(boards.name), asc(boards.id));
      return [...SHIPPED_BOARDS, ...own.map(asBoard)];
    },
    read: async (project, id) => {
      const shipped = SHIPPED_BOARDS.find((board) => board.id === id);
      if (shipped) return shipped;
      const [found] = await db
        .select()
        .from(boards)
        .where(and(eq(boards.id, id), eq(boards.project, project)));
      if (!found) throw unknown(id);
      return asBoard(found);
    },
    save: (by, { name, ...content }) =>
      db.transaction(async (tx) => {
        const count = await tx.$count(boards, eq(boards.project, by.project));
        if (count >= MOST) throw new Conflict(`a project has at most ${MOST} boards`);
        const values = { id: randomUUID(), project: by.project, name, content, created_by: by.name };
        const [made] = await tx.insert(boards).values(values).onConflictDoNothing().returning();
        if (!made) throw taken(name);
        await recordAudit(tx, by, 'board.save', made.id, { name, tiles: content.tiles.length });
        return asBoard(made);
      }),
    change: (by, id, given, check, seen) =>
      db.transaction(async (tx) => {
        const old = await lock(tx, by, id, seen);
        const { name, ...content } = { ...asBoard(old), ...known(given) } as Board & Record<string, unknown>;
        const board = { name, ...contentOf(content) };
        check(board);
        if (name !== old.name) await free(tx, by.project, name);
        // Later than what it follows, even within a millisecond: it tells versions apart.
        const updated_at = new Date(Math.max(Date.now(), old.updated_at.getTime() + 1));
        const [changed] = await tx
          .update(boards)
          .set({ name, content: contentOf(content), updated_at })
          .where(mine(by, id))
          .returning();
        if (!changed) throw unknown(id);
        await recordAudit(tx, by, 'board.change', id, { name, tiles: board.tiles.length });
        return asBoard(changed);
      }),
    remove: (by, id, seen) =>
      db.transaction(async (tx) => {
        const { name } = await lock(tx, by, id, seen);
        await tx.delete(boards).where(mine(by, id));
        await recordAudit(tx, by, 'board.remove', id, { name });
      }),
  };
}

type Row = typeof boards.$inferSelect;
const mine = (by: Principal, id: string) => and(eq(boards.id, id), eq(boards.project, by.project));

/** The board, which nobody else changes until the transaction ends. */
async function lock(tx: Tx, by: Principal, id: string, seen: Date | undefined): Promise<Row> {
  if (SHIPPED_BOARDS.some((board) => board.id === id))
    throw new Conflict('this board comes with Telltale and stays as it is: save a copy of it under a name of your own');
  const [row] = await tx.select().from(boards).where(mine(by, id)).for('update');
  if (!row) throw unknown(id);
  if (seen === undefined || seen.getTime() === row.updated_at.getTime()) return row;
  const [last] = await tx.select().from(audit).where(eq(audit.target, id)).orderBy(desc(audit.id)).limit(1);
  const who = last ? `\`${last.actor_name}\`` : 'somebody';
  throw new Conflict(`${who} changed this board at ${row.updated_at.toISOString()}, after what yours starts from`);
}

async function free(tx: Tx, project: string, name: string): Promise<void> {
  const [other] = await tx
    .select()
    .from(boards)
    .where(and(eq(boards.project, project), eq(boards.name, name)));
  if (other) throw taken(name);
}

const known = (given: BoardChange): Partial<Board> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

const contentOf = ({ version, description, variables, tiles }: Record<string, unknown>): BoardContent =>
  ({ version, ...(description ? { description } : {}), variables, tiles }) as BoardContent;

const asBoard = ({ id, name, content, created_by, created_at, updated_at }: Row): KeptBoard => ({
  id,
  name,
  ...contentOf(content),
  created_by,
  created_at,
  updated_at,
});

const taken = (name: string): Conflict => new Conflict(`there is a board \`${name}\` already`);
const unknown = (id: string): NotFound => new NotFound(`no board \`${id}\` in this project`);
