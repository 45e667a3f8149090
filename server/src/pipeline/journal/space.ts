import { Overloaded } from '../../lib/errors.ts';
import type { Files } from './files.ts';

const RESERVE = 16 << 20;
const WATERMARK = 256 << 20;

/**
 * Refuses appends before the disk is full, so that the engine still has room to load and merge what was accepted.
 * A reserve file is given up when the disk fills all the same, and made again when there is room.
 */
export class Space {
  readonly #files: Files;
  readonly #folder: string;
  #low = false;
  #reserved = false;

  constructor(files: Files, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  get low(): boolean {
    return this.#low;
  }

  /** Throws `Overloaded` while the disk is nearly full. */
  admit(): void {
    if (this.#low) throw new Overloaded('the disk is nearly full', 30);
  }

  /** Looks at the disk; called every second. */
  async check(): Promise<void> {
    const { free, total } = await this.#files.space(this.#folder);
    this.#low = free < Math.min(WATERMARK, total * 0.05);
    if (!this.#low && !this.#reserved && free > 4 * RESERVE) await this.#reserve();
  }

  /** The disk refused a write: gives the reserve up. */
  async full(): Promise<void> {
    this.#low = true;
    this.#reserved = false;
    await this.#files.remove(`${this.#folder}/reserve`).catch(() => {});
  }

  async #reserve(): Promise<void> {
    const path = `${this.#folder}/reserve`;
    await this.#files.remove(path);
    const file = await this.#files.create(path);
    try {
      const block = new Uint8Array(1 << 20);
      for (let size = 0; size < RESERVE; size += block.length) await file.write(block);
      this.#reserved = true;
    } catch {
      // No room for a reserve (a quota, perhaps): what it has taken so far must not be in the way.
      await this.#files.remove(path).catch(() => {});
    } finally {
      await file.close();
    }
  }
}
