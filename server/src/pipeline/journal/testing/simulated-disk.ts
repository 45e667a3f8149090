import type { AppendFile, Files } from '../files.ts';

/** The kinds of operation a fault can hit. */
export type Operation = 'create' | 'write' | 'sync' | 'truncate' | 'rename' | 'remove' | 'syncFolder' | 'read';

interface Inode {
  now: Buffer;
  /** What a power cut leaves for certain. */
  durable: Buffer;
  /** A sync has failed: the kernel forgot what was dirty and says all is well from then on. */
  forgetful: boolean;
}

type Change = { kind: 'add'; name: string; inode: Inode } | { kind: 'drop'; name: string };

export interface DiskOptions {
  /** Numbers in [0, 1): all chance of the simulation comes from here. */
  random: () => number;
  /** Says which operation fails, and how: an errno code, or `power` for a process that dies with it. */
  fault?: (operation: Operation, count: number) => string | undefined;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * A file system in memory that forgets what was not synced, in any order, as POSIX allows: names are durable after the
 * folder is synced, bytes after the file is. Folders are not told apart: names are unique.
 */
export class SimulatedDisk implements Files {
  readonly #random: () => number;
  #fault: NonNullable<DiskOptions['fault']>;
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  #pending: Change[] = [];
  #operations = 0;
  dead = false;

  constructor({ random, fault = () => undefined }: DiskOptions) {
    this.#random = random;
    this.#fault = fault;
  }

  names(): string[] {
    return [...this.#names.keys()];
  }

  contents(path: string): Buffer {
    return this.#inode(path).now;
  }

  /** Puts a file there as an earlier process, or a fault of the medium, would have left it. */
  place(name: string, content: Buffer): void {
    const inode = { now: content, durable: content, forgetful: false };
    this.#names.set(name, inode);
    this.#durableNames.set(name, inode);
  }

  /** The machine comes back: after a power cut with what was durable and any of the rest, else with all of it. */
  restart(fault: NonNullable<DiskOptions['fault']>, powerCut: boolean): void {
    if (powerCut) this.#loseUnsynced();
    this.#durableNames = new Map(this.#names);
    for (const inode of this.#names.values()) {
      if (powerCut) inode.durable = inode.now;
      inode.forgetful = false;
    }
    this.#pending = [];
    this.#operations = 0;
    this.#fault = fault;
    this.dead = false;
  }

  async create(path: string): Promise<AppendFile> {
    await this.#step('create');
    const name = baseName(path);
    if (this.#names.has(name)) throw failure('EEXIST');
    const inode: Inode = { now: Buffer.alloc(0), durable: Buffer.alloc(0), forgetful: false };
    this.#change({ kind: 'add', name, inode });
    return {
      write: async (bytes) => {
        const copy = Buffer.from(bytes);
        await this.#step('write', () => {
          inode.now = Buffer.concat([inode.now, copy.subarray(0, this.#below(copy.length))]);
        });
        inode.now = Buffer.concat([inode.now, copy]);
      },
      sync: async () => {
        await this.#step('sync', () => {
          inode.forgetful = true;
        });
        if (!inode.forgetful) inode.durable = inode.now;
      },
      truncate: async (size) => {
        await this.#step('truncate');
        inode.now = inode.now.subarray(0, size);
      },
      close: async () => {},
    };
  }

  async read(path: string): Promise<Buffer> {
    await this.#step('read');
    return this.#inode(path).now;
  }

  async size(path: string): Promise<number> {
    await this.#step('read');
    return this.#inode(path).now.length;
  }

  async truncate(path: string, size: number): Promise<void> {
    await this.#step('truncate');
    const inode = this.#inode(path);
    inode.now = inode.now.subarray(0, size);
    inode.durable = inode.now;
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#step('rename');
    const inode = this.#inode(from);
    this.#change({ kind: 'drop', name: baseName(from) });
    this.#change({ kind: 'add', name: baseName(to), inode });
  }

  async remove(path: string): Promise<void> {
    await this.#step('remove');
    if (this.#names.has(baseName(path))) this.#change({ kind: 'drop', name: baseName(path) });
  }

  async list(): Promise<{ name: string; size: number }[]> {
    await this.#step('read');
    return [...this.#names].map(([name, { now }]) => ({ name, size: now.length }));
  }

  async syncFolder(): Promise<void> {
    await this.#step('syncFolder', () => this.#settleNames());
    for (const change of this.#pending.splice(0)) apply(this.#durableNames, change);
  }

  space = async (): Promise<{ free: number; total: number }> => ({ free: 1, total: 1 });

  #inode(path: string): Inode {
    const inode = this.#names.get(baseName(path));
    if (!inode) throw failure('ENOENT');
    return inode;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #change(change: Change): void {
    apply(this.#names, change);
    this.#pending.push(change);
  }

  /** Lets others go first, then fails when the plan says so; `partly` is what a failed operation has done all the same. */
  async #step(operation: Operation, partly?: () => void): Promise<void> {
    for (let turns = this.#below(4); turns > 0; turns--) await Promise.resolve();
    if (this.dead) throw failure('EDEAD');
    const code = this.#fault(operation, this.#operations++);
    if (code === undefined) return;
    partly?.();
    if (code === 'power') this.dead = true;
    throw failure(code === 'power' ? 'EDEAD' : code);
  }

  /** Any of the changes of names that nobody synced may have reached the medium; a rename does so whole. */
  #settleNames(): void {
    for (let i = 0; i < this.#pending.length; i++) {
      const change = this.#pending[i]!;
      const next = this.#pending[i + 1];
      const renamed = change.kind === 'drop' && next?.kind === 'add';
      if (this.#random() < 0.5) {
        apply(this.#durableNames, change);
        if (renamed) apply(this.#durableNames, next);
      }
      if (renamed) i++;
    }
    this.#pending = [];
  }

  #loseUnsynced(): void {
    this.#settleNames();
    this.#names = new Map(this.#durableNames);
    for (const inode of new Set(this.#names.values())) {
      if (inode.now.equals(inode.durable)) continue;
      const kept = inode.durable.length + this.#below(inode.now.length - inode.durable.length + 1);
      const left = Buffer.from(inode.now.subarray(0, Math.max(kept, 0)));
      // Pages reach the medium in any order: a hole of zeros behind what is durable.
      if (left.length > inode.durable.length && this.#random() < 0.5) {
        const from = inode.durable.length + this.#below(left.length - inode.durable.length);
        left.fill(0, from, from + 1 + this.#below(left.length - from));
      }
      inode.now = left.length >= inode.durable.length ? left : inode.durable;
    }
  }
}

function apply(names: Map<string, Inode>, change: Change): void {
  if (change.kind === 'add') names.set(change.name, change.inode);
  else names.delete(change.name);
}

const failure = (code: string): Error => Object.assign(new Error(`${code}: simulated`), { code });
