// Writes ../migrations.gen.ts: every migration's name and SQL, in the order of the journal.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (name) => readFileSync(join(import.meta.dirname, name), 'utf8');
const migrations = JSON.parse(read('meta/_journal.json')).entries.map(({ tag }) => ({ name: tag, sql: read(`${tag}.sql`) }));
const text = `// Written by migrations/embed.mjs. Do not edit.
export const MIGRATIONS: readonly { name: string; sql: string }[] = ${JSON.stringify(migrations, null, 2)};
`;
writeFileSync(join(import.meta.dirname, '../migrations.gen.ts'), text);
