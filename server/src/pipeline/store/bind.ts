import type { Params } from './engine.ts';

const PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_]*):([A-Za-z0-9_(), ']+)\}/g;
const INTEGER = /^U?Int(?:8|16|32|64)$/;
const TIME = /^DateTime64\(6(?:, ?'UTC')?\)$/;
const NUMBER = /^(?:U?Int(?:8|16|32|64)|Float(?:32|64)|Decimal\(\d+, ?\d+\))$/;

/**
 * Replaces `{name:Type}` by literals, as a server would with bound parameters. Types: String, (U)Int8…64, Float64, Bool,
 * DateTime64(6…) (a number of microseconds), Decimal(p, s), Nullable(T) and Array(T). Throws on a missing or unfit value.
 */
export function bind(sql: string, params: Params = {}): string {
  return sql.replace(PLACEHOLDER, (_, name: string, type: string) => {
    if (!Object.hasOwn(params, name)) throw new Error(`no value for the parameter ${name}`);
    return literal(params[name], type.trim(), name);
  });
}

/**
 * Replaces only the `{name:DateTime64(6)}` placeholders, for a server that binds the rest itself: as text such a value
 * would be read in the server's time zone.
 */
export function inlineTimes(sql: string, params: Params): string {
  return sql.replace(PLACEHOLDER, (placeholder, name: string, type: string) =>
    TIME.test(type.trim()) ? literal(params[name], type.trim(), name) : placeholder,
  );
}

function literal(value: unknown, type: string, name: string): string {
  const inner = /^(Nullable|Array|LowCardinality)\((.+)\)$/.exec(type);
  if (inner?.[1] === 'Nullable') return value === null ? 'NULL' : literal(value, inner[2] ?? '', name);
  if (inner?.[1] === 'LowCardinality') return literal(value, inner[2] ?? '', name);
  if (inner?.[1] === 'Array') {
    if (!Array.isArray(value)) throw unfit(name, type);
    const of = inner[2] ?? '';
    const cast = `'Array(${of.replaceAll("'", "\\'")})'`;
    // One cast around plain numbers: a list of thousands stays short. It also gives an empty list its type.
    if (INTEGER.test(of)) return `CAST([${value.map((item: unknown) => integer(item, name, of)).join(',')}], ${cast})`;
    const items = value.map((item: unknown) => literal(item, of, name));
    return items.length ? `[${items.join(',')}]` : `CAST([], ${cast})`;
  }
  if (type === 'String') {
    if (typeof value !== 'string') throw unfit(name, type);
    return quote(value);
  }
  if (type === 'Bool') return value ? 'true' : 'false';
  if (/^DateTime64\(6(?:, ?'UTC')?\)$/.test(type))
    return `fromUnixTimestamp64Micro(${integer(value, name, type)}, 'UTC')`;
  if (!NUMBER.test(type)) throw new Error(`parameter ${name}: type ${type} is not supported`);
  if (type.startsWith('Float')) return float(value, name, type);
  if (type.startsWith('Decimal')) return `CAST('${decimal(value, name, type)}', '${type}')`;
  return `CAST('${integer(value, name, type)}', '${type}')`;
}

const unfit = (name: string, type: string): Error => new Error(`parameter ${name} does not fit ${type}`);

function integer(value: unknown, name: string, type: string): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return value;
  throw unfit(name, type);
}

function decimal(value: unknown, name: string, type: string): string {
  const text = String(value);
  if ((typeof value === 'number' || typeof value === 'string') && /^-?\d{1,38}(?:\.\d{1,38})?$/.test(text)) return text;
  throw unfit(name, type);
}

function float(value: unknown, name: string, type: string): string {
  if (typeof value !== 'number' && typeof value !== 'bigint') throw unfit(name, type);
  const number = Number(value);
  if (Number.isNaN(number)) return 'nan';
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf';
  return `toFloat64('${number}')`;
}

const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
};

/** An SQL string literal. */
export function quote(value: string): string {
  return `'${value.replace(/[\\'\0\n\r\t\b]/g, (c) => ESCAPES[c] ?? c)}'`;
}
