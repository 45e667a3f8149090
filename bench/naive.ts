/**
 * The naive way, as a peer for `bench/ingest.ts`: decode with protobufjs reflection, build row objects, and insert each
 * request as JSONEachRow into the same engine before answering. Prints `listening on <url>`; GET /count answers the rows.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

const { Session } = createRequire(new URL('../server/package.json', import.meta.url))('chdb') as typeof import('chdb');

const { root } = protobuf.parse(`syntax = "proto3";
message Any { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
message KeyValue { string key = 1; Any value = 2; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start = 7; fixed64 end = 8; repeated KeyValue attributes = 9; Status status = 15; }
message ScopeSpans { repeated Span spans = 2; }
message ResourceSpans { repeated ScopeSpans scope_spans = 2; }
message Request { repeated ResourceSpans resource_spans = 1; }`);
const Request = root.lookupType('Request');

interface Decoded {
  resourceSpans: { scopeSpans: { spans: DecodedSpan[] }[] }[];
}
interface DecodedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  start: string;
  end: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
}

const session = new Session(process.argv[2] ?? '');
await session.queryAsync('SET async_insert = 0');
await session.queryAsync('CREATE DATABASE IF NOT EXISTS naive');
await session.queryAsync(`CREATE TABLE IF NOT EXISTS naive.spans (trace_id String, span_id String, parent_id String, name LowCardinality(String),
  time DateTime64(6), duration_ms Float64, attributes Map(LowCardinality(String), String)) ENGINE = MergeTree ORDER BY time
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`);

function rows(body: Buffer): string {
  const decoded = Request.toObject(Request.decode(body), { bytes: String, longs: String }) as Decoded;
  const lines: string[] = [];
  for (const { scopeSpans } of decoded.resourceSpans) {
    for (const { spans } of scopeSpans) {
      for (const s of spans) {
        lines.push(
          JSON.stringify({
            trace_id: s.traceId,
            span_id: s.spanId,
            parent_id: s.parentSpanId ?? '',
            name: s.name,
            time: (Number(s.start) / 1e9).toFixed(6),
            duration_ms: (Number(s.end) - Number(s.start)) / 1e6,
            attributes: Object.fromEntries(
              s.attributes.map((a) => [a.key, String(a.value.stringValue ?? a.value.intValue ?? '')]),
            ),
          }),
        );
      }
    }
  }
  return lines.join('\n');
}

const server = createServer((req, res) => {
  if (req.method === 'GET') {
    void session.queryAsync('SELECT count() FROM naive.spans', { format: 'TSV' }).then((r) => res.end(r.text().trim()));
    return;
  }
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const values = Buffer.from(rows(gunzipSync(Buffer.concat(chunks))));
    session.insert({ table: 'naive.spans', values, format: 'JSONEachRow' }).then(
      () => res.end('{}'),
      (error: unknown) => {
        console.error(String(error).slice(0, 300));
        res.writeHead(500).end();
      },
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
});
process.on('SIGTERM', () => {
  server.close();
  session.close();
  process.exit(0);
});
