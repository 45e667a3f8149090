import { crc32 } from 'node:zlib';

/** Below this a loop over the characters beats the call into native code. */
const SHORT = 48;
/** Bytes before a row's content: `_len` and `_crc`. */
const FRAME = 8;
/** Capacity kept between uses. */
const KEPT = 8 << 20;

/**
 * A growing buffer that writes RowBinary. Rows are framed by `_len` and `_crc` (of what follows in the row).
 * Strings are written as UTF-8; lone surrogates become U+FFFD.
 */
export class RowWriter {
  #buffer: Buffer;
  #at = 0;
  #rowAt = 0;
  #rows = 0;

  constructor(capacity = 1 << 16) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
  }

  get rows(): number {
    return this.#rows;
  }

  get size(): number {
    return this.#at;
  }

  /** What was written; valid until the writer is used again. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  /** Forgets everything behind this size and row count; without arguments all of it. Lets go of an outgrown buffer. */
  rewind(size = 0, rows = 0): void {
    this.#at = size;
    this.#rows = rows;
    if (size === 0 && this.#buffer.length > KEPT) this.#buffer = Buffer.allocUnsafeSlow(KEPT);
  }

  beginRow(): void {
    this.#rowAt = this.#at;
    this.#room(FRAME);
    this.#at += FRAME;
  }

  endRow(): void {
    const start = this.#rowAt + FRAME;
    this.#buffer.writeUInt32LE(this.#at - start, this.#rowAt);
    this.#buffer.writeUInt32LE(crc32(this.#buffer.subarray(start, this.#at)), this.#rowAt + 4);
    this.#rows++;
  }

  u8(value: number): void {
    this.#room(1);
    this.#buffer[this.#at++] = value;
  }

  u16(value: number): void {
    this.#room(2);
    this.#at = this.#buffer.writeUInt16LE(value, this.#at);
  }

  /** A safe integer as 64 bits, two's complement. */
  i64(value: number): void {
    this.#room(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#at = this.#buffer.writeInt32LE((value - high * 0x1_0000_0000) | 0, this.#at);
    this.#at = this.#buffer.writeInt32LE(high | 0, this.#at);
  }

  i32(value: number): void {
    this.#room(4);
    this.#at = this.#buffer.writeInt32LE(value, this.#at);
  }

  f64(value: number): void {
    this.#room(8);
    this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  varint(value: number): void {
    this.#room(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  string(value: string): void {
    const length = value.length;
    if (length <= SHORT && this.#shortAscii(value, length)) return;
    // Write behind the widest possible prefix for ASCII, then move only when the guess was wrong.
    this.#room(5 + length * 3);
    const guess = varintSize(length);
    const written = this.#buffer.utf8Write(value, this.#at + guess);
    const size = varintSize(written);
    if (size !== guess) {
      this.#buffer.copyWithin(this.#at + size, this.#at + guess, this.#at + guess + written);
    }
    this.varint(written);
    this.#at += written;
  }

  #shortAscii(value: string, length: number): boolean {
    this.#room(1 + length);
    const buffer = this.#buffer;
    const start = this.#at;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      buffer[start + 1 + i] = code;
    }
    buffer[start] = length;
    this.#at = start + 1 + length;
    return true;
  }

  #room(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

const varintSize = (value: number): number =>
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;

declare global {
  interface Buffer {
    /** Present in every Node since 0.x; missing from its types. The fast way to write UTF-8 into a place. */
    utf8Write(value: string, offset?: number, length?: number): number;
  }
}
