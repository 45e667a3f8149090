import { BodyTooLarge, MalformedBody } from './errors.ts';
import { MAX_DEPTH, MAX_NODES } from './limits.ts';
import { readText } from './text.ts';

/** Wire types of protobuf. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const GROUP = 3;
const GROUP_END = 4;
const FIXED32 = 5;

const TWO_32 = 4_294_967_296;
const truncated = (): MalformedBody => new MalformedBody('truncated protobuf message');

/**
 * Walks one protobuf message. `pos` is where it stands; every read is checked against the body, and each message reader ends
 * with `leave(end)`, so that nothing reads over the end of a nested message unnoticed. Throws `MalformedBody`.
 */
export class ProtobufReader {
  pos = 0;
  /** Halves of the last 64-bit number read, unsigned. */
  lo = 0;
  hi = 0;
  private nodes = MAX_NODES;
  readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Counts what the message unfolds to. Throws `BodyTooLarge`. */
  spend(nodes: number): void {
    this.nodes -= nodes;
    if (this.nodes < 0) throw new BodyTooLarge('the request holds too many values');
  }

  /** The next field: number << 3 | wire type. */
  tag(): number {
    const first = this.bytes[this.pos] as number;
    if (first < 128 && first > 7) {
      this.pos++;
      return first;
    }
    this.varint();
    if (this.hi !== 0 || this.lo < 8) throw new MalformedBody('invalid protobuf field number');
    return this.lo;
  }

  /** Reads a varint into `lo` and `hi`; at most ten bytes. */
  varint(): void {
    const bytes = this.bytes;
    let lo = 0;
    let hi = 0;
    for (let i = 0; i < 10; i++) {
      if (this.pos >= bytes.length) throw truncated();
      const byte = bytes[this.pos++] as number;
      const bits = byte & 127;
      if (i < 4) lo |= bits << (7 * i);
      else if (i === 4) {
        lo |= bits << 28;
        hi = bits >>> 4;
      } else hi |= bits << (7 * i - 32);
      if (byte < 128) {
        this.lo = lo >>> 0;
        this.hi = hi >>> 0;
        return;
      }
    }
    throw new MalformedBody('protobuf varint of more than ten bytes');
  }

  /** The low 32 bits of a varint, signed: enums and bools. */
  int32(): number {
    this.varint();
    return this.lo | 0;
  }

  /** A signed 64-bit varint; bigint beyond ±2^53. */
  int64(): number | bigint {
    this.varint();
    const { lo } = this;
    const high = this.hi | 0;
    if (high >= -0x200000 && high < 0x200000) return high * TWO_32 + lo;
    return (BigInt(high) << 32n) | BigInt(lo);
  }

  /** Nanoseconds in a fixed64 → microseconds, to the quarter. */
  micros(): number {
    if (this.pos + 8 > this.bytes.length) throw truncated();
    const nanos = this.bytes.readUInt32LE(this.pos + 4) * TWO_32 + this.bytes.readUInt32LE(this.pos);
    this.pos += 8;
    return nanos / 1000;
  }

  double(): number {
    if (this.pos + 8 > this.bytes.length) throw truncated();
    this.pos += 8;
    return this.bytes.readDoubleLE(this.pos - 8);
  }

  /** Enters a length-delimited field that must fit before `limit`: where it ends. */
  enter(limit: number): number {
    const first = this.bytes[this.pos] as number;
    let length = first;
    if (first < 128) this.pos++;
    else {
      this.varint();
      length = this.hi === 0 ? this.lo : TWO_32;
    }
    const end = this.pos + length;
    if (!(end <= limit)) throw truncated();
    return end;
  }

  /** Checks that a message ended where it said it would. */
  leave(end: number): void {
    if (this.pos !== end) throw truncated();
  }

  /** A string of at most `max` bytes, cut and marked beyond. */
  text(limit: number, max: number): string {
    const end = this.enter(limit);
    const start = this.pos;
    this.pos = end;
    return readText(this.bytes, start, end, max);
  }

  /** Steps over a field nobody asked for. */
  skip(tag: number, limit: number, depth = 0): void {
    switch (tag & 7) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.pos += 8;
        break;
      case LENGTH:
        this.pos = this.enter(limit);
        return;
      case GROUP:
        this.skipGroup(tag, limit, depth);
        return;
      case FIXED32:
        this.pos += 4;
        break;
      default:
        throw new MalformedBody('invalid protobuf wire type');
    }
    if (this.pos > limit) throw truncated();
  }

  private skipGroup(start: number, limit: number, depth: number): void {
    if (depth >= MAX_DEPTH) throw new MalformedBody(`nested deeper than ${MAX_DEPTH}`);
    while (this.pos < limit) {
      const tag = this.tag();
      if ((tag & 7) === GROUP_END) {
        if (tag >>> 3 !== start >>> 3) throw new MalformedBody('protobuf group ends out of turn');
        return;
      }
      this.skip(tag, limit, depth + 1);
    }
    throw truncated();
  }
}
