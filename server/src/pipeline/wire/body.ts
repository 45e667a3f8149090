import type { IncomingMessage } from 'node:http';
import { createGunzip, createInflate, createInflateRaw, type Gunzip, type Inflate } from 'node:zlib';
import type { Pass } from './admission.ts';
import { BodyTimeout, BodyTooLarge, MalformedBody, UnsupportedMedia } from './errors.ts';

/** A sender that is silent for so long has gone; one that takes longer in all holds memory hostage. */
const IDLE_MS = 15_000;
const TOTAL_MS = 120_000;

const MIN_CHUNK = 16 << 10;
const MAX_CHUNK = 1 << 20;

interface BodyOptions {
  /** Largest body, as sent and also unpacked. */
  maxBytes: number;
  pass: Pass;
  idleMs?: number;
}

/**
 * Reads a request body and unpacks it (`gzip`, `deflate`). Limits hold while reading and unpacking, so neither a missing length
 * nor a bomb takes more memory. Throws `UnsupportedMedia`, `BodyTooLarge`, `MalformedBody`, `BodyTimeout`, `Overloaded`.
 */
export async function readBody(incoming: IncomingMessage, options: BodyOptions): Promise<Buffer> {
  const encoding = (incoming.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const packed = PACKED.has(encoding);
  if (!packed && encoding !== 'identity' && encoding !== '') {
    throw new UnsupportedMedia('unsupported content encoding; send gzip, deflate or none');
  }
  if (Number(incoming.headers['content-length'] ?? 0) > options.maxBytes) throw tooLarge(options.maxBytes);
  const body = await collect(incoming, options);
  return packed && body.length > 0 ? unpack(body, encoding, options) : body;
}

const PACKED = new Set(['gzip', 'x-gzip', 'deflate']);

const tooLarge = (maxBytes: number): BodyTooLarge => new BodyTooLarge(`the body is larger than ${maxBytes} bytes`);

/** Chunks of a stream as they come: counted, admitted, joined. */
class Gathered {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  constructor(private readonly options: BodyOptions) {}

  add(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.options.maxBytes) throw tooLarge(this.options.maxBytes);
    this.options.pass.grow(chunk.length);
    this.chunks.push(chunk);
  }

  joined(): Buffer {
    return this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks, this.size);
  }
}

function collect(incoming: IncomingMessage, options: BodyOptions): Promise<Buffer> {
  const gathered = new Gathered(options);
  const { idleMs = IDLE_MS } = options;
  return new Promise((resolve, reject) => {
    const idle = setTimeout(() => finish(new BodyTimeout('the body stopped arriving')), idleMs);
    const total = setTimeout(() => finish(new BodyTimeout('the body took too long to arrive')), TOTAL_MS);
    const onData = (chunk: Buffer): void => {
      idle.refresh();
      try {
        gathered.add(chunk);
      } catch (error) {
        finish(error);
      }
    };
    const onEnd = (): void => finish();
    const onCut = (): void => finish(new MalformedBody('the request was cut off'));
    function finish(error?: unknown): void {
      clearTimeout(idle);
      clearTimeout(total);
      incoming.off('data', onData).off('end', onEnd).off('close', onCut).off('error', onCut);
      // Whoever ends the connection may still make it fail: nobody but this listener would hear of it.
      incoming.on('error', () => {});
      if (error === undefined) resolve(gathered.joined());
      else {
        incoming.pause();
        reject(error);
      }
    }
    if (incoming.readableAborted || incoming.destroyed) onCut();
    else incoming.on('data', onData).on('end', onEnd).on('close', onCut).on('error', onCut);
  });
}

function unpacker(body: Buffer, encoding: string): Gunzip | Inflate {
  const chunkSize = Math.min(MAX_CHUNK, Math.max(MIN_CHUNK, body.length * 4));
  if (encoding !== 'deflate') return createGunzip({ chunkSize });
  // "deflate" means the zlib format, but some clients send the bare one.
  const isZlib = ((body[0] ?? 0) & 0x0f) === 8 && body.length > 1 && body.readUInt16BE(0) % 31 === 0;
  return isZlib ? createInflate({ chunkSize }) : createInflateRaw({ chunkSize });
}

function unpack(body: Buffer, encoding: string, options: BodyOptions): Promise<Buffer> {
  const gathered = new Gathered(options);
  const stream = unpacker(body, encoding);
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => {
      try {
        gathered.add(chunk);
      } catch (error) {
        stream.destroy();
        reject(error);
      }
    });
    stream.on('end', () => resolve(gathered.joined()));
    stream.on('error', () => reject(new MalformedBody(`the body is not valid ${encoding}`)));
    stream.end(body);
  });
}
